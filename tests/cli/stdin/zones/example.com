$ORIGIN example.com.
$TTL 3600
@	SOA	ns1 hostmaster 2026112101 7200 3600 1209600 3600
	NS	ns1
	NS	ns2
	MX	10 mail1
	TXT	"v=spf1 ip4:20.0.0.25 -all"
ns1	A	20.0.0.1
ns1	AAAA	2600::1
ns2	A	20.0.1.1
ns2	AAAA	2600:1::1
mail1	A	20.0.0.25
