$ORIGIN example.com.
$TTL 1h
@	IN SOA	ns1 host 1 7200 900 1209600 300
@	IN NS	ns1
@	IN A	192.0.2.10
ns1	IN A	192.0.2.1
www	IN A	192.0.2.10
*.apps	IN A	192.0.2.77
_x	IN A	192.0.2.78
new	IN A	192.0.2.30
old	IN A	192.0.2.40
sub	IN NS	ns.sub
ns.sub	IN A	192.0.2.53
$GENERATE 100-102 dyn-$ A 192.0.2.$
