$ORIGIN example.com.
$TTL 1h
@	IN SOA	ns1.example.org. host.example.org. 7 7200 900 1209600 300
	IN NS	ns1.example.org.
	IN NS	ns2.example.org.
www	IN A	192.0.2.1
	IN A	192.0.2.8
moved	IN A	192.0.2.30
alias	IN CNAME	www
away	IN NS	ns1.example.org.
