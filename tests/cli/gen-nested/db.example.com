$ORIGIN example.com.
$TTL 1h
@	IN SOA	ns1 host 1 7200 900 1209600 300
@	IN NS	ns1
ns1	IN A	10.0.0.1
a	IN A	10.0.1.9
b	IN A	10.0.10.9
c	IN A	10.2.0.9
d	IN A	10.3.0.9
