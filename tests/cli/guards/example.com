$ORIGIN example.com.
$TTL 1h
@ SOA ns1.example.org. host.example.org. 7 7200 900 1209600 300
 NS ns1.example.org.
 NS ns2.example.org.
h1 A 198.18.1.1
h2 A 198.18.2.1
h3 A 198.18.3.1
h4 A 198.18.4.1
h5 A 198.18.5.1
h6 A 198.18.6.1
h7 A 198.18.7.1
h8 A 198.18.8.1
h9 A 198.18.9.1
h10 A 198.18.10.1
h11 A 198.18.11.1
h12 A 198.18.12.1
h13 A 198.18.13.1
h14 A 198.18.14.1
h15 A 198.18.15.1
