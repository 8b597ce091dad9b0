$ORIGIN example.com.
$TTL 3600
@	SOA	ns1.example.net. hostmaster.example.net. 2147483648 7200 900 1209600 300
@	NS	ns1.example.net.
@	NS	ns2.example.net.
