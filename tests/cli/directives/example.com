$ORIGIN example.com.
$TTL 1h
@	IN SOA	ns1.example.org. host.example.org. 7 7200 900 1209600 300
	IN NS	ns1.example.org.
	IN NS	ns2.example.org.
; one: both wanted out
a1	IN A	192.0.2.1	; ptrlint: ptr=none -- test host
b1	IN A	192.0.2.1	; ptrlint: ptr=none
; two: the first left out, the second asked for
a2	IN A	192.0.2.2	; ptrlint: ptr=none
b2	IN A	192.0.2.2
; three: primary
a3	IN A	192.0.2.3
; ptrlint: ptr=primary
b3	IN A	192.0.2.3
; four: the lower number
a4	IN A	( 192.0.2.4 ; ptrlint: ptr=20
	)
b4	IN A	192.0.2.4	; ptrlint: ptr=10
c4	IN A	192.0.2.4
; five: put behind the others, of which there is one
a5	IN A	192.0.2.5	; ptrlint: ptr=900
b5	IN A	192.0.2.5
; six: the PTR has another name
a6	IN A	192.0.2.6
b6	IN A	192.0.2.6	; ptrlint: ptr=primary
; seven: the PTR has the name that comes first
a7	IN A	192.0.2.7	; ptrlint: ptr=1
b7	IN A	192.0.2.7	; ptrlint: ptr=2
; eight: nobody comes first
a8	IN A	192.0.2.8	; ptrlint: ptr=primary
b8	IN A	192.0.2.8	; ptrlint: ptr=0
; nine: ended
a9	IN A	192.0.2.9	; ptrlint: ptr=primary, until=2026-11-21
b9	IN A	192.0.2.9
; ten: the last day
a10	IN A	192.0.2.10	; ptrlint: ptr=primary, until=2026-11-22
b10	IN A	192.0.2.10
$GENERATE 20-21 g$ A 192.0.2.$ ; ptrlint: ptr=none
