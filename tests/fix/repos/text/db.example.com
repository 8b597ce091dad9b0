$ttl 1h
@	IN SOA ns1 hostmaster.example.com. ( 2026112201 7200 ( 900 1209600 )
	3600 )
@ IN NS ns1
ns1 IN 300 A 192.0.2.53
mail CLASS1 A 192.0.2.25
mail IN a 192.0.2.25
     IN TXT "café""bar"
$ORIGIN sub
     IN TXT "v=spf1 -all"
"www" IN A 192.0.2.80   
w6 IN TYPE28 \# 16 20010db8000000000000000000000001
w7 IN AAAA 2001:DB8::0:1
w7 IN AAAA 2001:db8::1 ; twice
   IN TXT "its own"
$ORIGIN example.com.
w8 A 192.0.2.81 ; ptrlint: ignore[cname-loop] -- an old one
