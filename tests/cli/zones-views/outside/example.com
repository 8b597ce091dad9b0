@ 3600 IN SOA ns1.example.net. hostmaster.example.net. 1 7200 3600 1209600 300
@ 3600 IN NS ns1.example.net.
