$ORIGIN example.com.
$TTL 1h
@       IN SOA  ns1 hostmaster 2026112201 7200 900 1209600 3600
@       IN NS   ns1
@       IN NS   ns2.provider.test.
@       IN MX   10 mail
ns1     IN A    192.0.2.1
mail    IN A    192.0.2.25
www     IN A    192.0.2.300
; ptrlint: ignore[cname-loop] -- left over
old     IN TXT  "a {0} [b](1) ü"
