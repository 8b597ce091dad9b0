$ORIGIN example.com.
$TTL 1h
@ IN SOA ns1 host 1 7200 900 1209600 300
@ IN NS ns1
ns1 IN A 192.0.2.1
out-host IN A 192.0.2.9
x IN A 203.0.113.7
