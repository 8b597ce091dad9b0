$ORIGIN example.com.
$TTL 1h
@	IN SOA	ns1 host 1 7200 900 1209600 300
@	IN NS	ns1
@	IN MX	10 mx
ns1	IN A	192.0.2.1
; 10: no word says which
a	IN A	192.0.2.10
b.c	IN A	192.0.2.10
; 11: a comment does
a	IN A	192.0.2.11
b	300 IN A	192.0.2.11 ; ptrlint: ptr=primary
; 12: two comments
a	IN A	192.0.2.12 ; ptrlint: ptr=5
b	IN A	192.0.2.12 ; ptrlint: ptr=5
; 13: the PTR that stands leads back
a	IN A	192.0.2.13
b	IN A	192.0.2.13
; 14: the PTR that stands is stale
only	IN A	192.0.2.14
; 15: the MX host
mx	IN A	192.0.2.15
a	IN A	192.0.2.15
; 16: a round-robin name and a host's
rr	IN A	192.0.2.16
rr	IN A	192.0.2.17
host	IN A	192.0.2.16
solo	IN A	192.0.2.17
; 18: no PTR wanted
quiet	IN A	192.0.2.18 ; ptrlint: ptr=none
; 19 and 20: the map
x	IN A	192.0.2.19
y	IN A	192.0.2.19
z	IN A	192.0.2.20
; 21: a mail host's
nat	IN A	192.0.2.21
out	IN A	192.0.2.21
; 22: left out by the project
pc1.dyn	IN A	192.0.2.22
; 23: what is behind the others
a	IN A	192.0.2.23 ; ptrlint: ptr=900
b	IN A	192.0.2.23
