$ORIGIN example.com.
$TTL 1h
@	IN SOA	ns1.example.org. host.example.org. 7 7200 900 1209600 300
	IN NS	ns1.example.org.
	IN NS	ns2.example.org.
$GENERATE 1-12 h$ A 192.0.2.$
