$TTL 1h
@ IN SOA ns1.example.net. hostmaster.example.net. 1 2h 1h 2w 1h
@ IN NS ns1.example.net.
