$ORIGIN example.com.
$TTL 1h
@	IN SOA	ns1.example.net. host.example.net. 7 7200 900 1209600 300
	IN NS	ns1.example.net.
	IN NS	ns2.example.net.
	IN MX	10 out
out	IN A	192.0.2.25
