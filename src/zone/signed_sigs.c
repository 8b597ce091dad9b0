/* zone/signed_sigs.c -- every RRset of a signed zone against its signatures */
#include <stdlib.h>

#include "dns/dnskey.h"
#include "zone/signed.h"

#define NODES_STRIDE 32 /* names of one job */

/* The fields of an RRSIG (RFC 4034 §3.1). */
struct rrsig {
	const struct signed_record *record;
	uint16_t covered, tag;
	uint8_t algorithm, labels;
	uint32_t ttl, expiration, inception;
	size_t head; /* octets before the signature: what is signed along */
};

/* What has become of one signature. */
enum outcome {
	SIG_GOOD,   /* fits and is in force; or nobody here can tell */
	SIG_TIMED,  /* fits, and is out of its time */
	SIG_NO_KEY, /* no such key */
	SIG_BAD     /* does not fit, or is malformed: reported */
};

/* What one worker needs; nothing of it is shared. */
struct sig_worker {
	struct buf message;
	struct verifier *verifiers[DNSSEC_KEYS_MAX];
	uint64_t good[DNSSEC_KEYS_MAX]; /* signatures by the key that fit */
};

struct sig_run {
	struct signed_zone *z;
	struct sig_worker *workers;
	struct fault_list *faults;           /* of each job */
	uint8_t algorithms[DNSSEC_KEYS_MAX]; /* each must sign everything */
	size_t algorithm_count;
};

/* One RRset and what is said about it. */
struct sig_set {
	struct sig_run *run;
	struct sig_worker *worker;
	struct fault_list *faults;
	const struct signed_node *node;
	uint32_t first, end; /* the RRset */
	uint16_t type;
	bool seen[256];  /* a signature of the algorithm that is good, or was reported */
	bool good[256];  /* one that is good */
	bool any, known; /* any good; any by a known key */
	bool sep;        /* any by a key with the flag SEP */
};

static bool
rrsig_read(const struct signed_record *record, struct rrsig *out)
{
	const uint8_t *p = record->rdata;
	struct dname signer;
	size_t len = record->len > 18 ? rdata_name(p, record->len, 18, &signer) : 0;

	if (len == 0)
		return false;
	*out = (struct rrsig){ record, octets16(p), octets16(p + 16), p[2], p[3], octets32(p + 4),
		octets32(p + 8), octets32(p + 12), 18 + len };
	return true;
}

static struct dnssec_fault *
sig_fault(struct sig_set *s, enum dnssec_kind kind, const struct rrsig *sig)
{
	struct dnssec_fault *f = fault_add(s->faults, s->run->z->zone, kind, sig->record->id);

	f->type = sig->covered;
	f->key_tag = sig->tag;
	f->algorithm = sig->algorithm;
	return f;
}

static enum outcome
sig_bad(struct sig_set *s, const struct rrsig *sig, enum bogus_reason reason, uint32_t value,
    uint32_t wanted)
{
	struct dnssec_fault *f = sig_fault(s, DNSSEC_BOGUS, sig);

	f->reason = (uint8_t)reason;
	f->value = value;
	f->wanted = wanted;
	return SIG_BAD;
}

/* What is signed (RFC 4034 §3.1.8.1). */
static void
compose(struct sig_set *s, const struct rrsig *sig)
{
	const struct signed_zone *z = s->run->z;
	const struct signed_name *name = s->node->name;
	struct buf *m = &s->worker->message;

	m->len = 0;
	buf_bytes(m, sig->record->rdata, sig->head);
	for (uint32_t i = s->first; i < s->end; i++) {
		const struct signed_record *r = &z->records[i];
		const uint8_t head[10] = { (uint8_t)(s->type >> 8), (uint8_t)s->type, 0, 1,
			(uint8_t)(sig->ttl >> 24), (uint8_t)(sig->ttl >> 16),
			(uint8_t)(sig->ttl >> 8), (uint8_t)sig->ttl, (uint8_t)(r->len >> 8),
			(uint8_t)r->len };

		buf_bytes(m, name->wire, name->len);
		buf_bytes(m, head, sizeof head);
		buf_bytes(m, r->rdata, r->len);
	}
}

static bool
fits(struct sig_set *s, const struct rrsig *sig, size_t key)
{
	const struct public_key *public = s->run->z->keys[key].key;
	struct sig_worker *w = s->worker;

	if (public == NULL)
		return false;
	if (w->verifiers[key] == NULL)
		w->verifiers[key] = verifier_new(public);
	return verifier_check(w->verifiers[key], (const uint8_t *)w->message.ptr, w->message.len,
	    sig->record->rdata + sig->head, sig->record->len - sig->head);
}

/* Try the keys that the signature may mean. */
static enum outcome
verify(struct sig_set *s, const struct rrsig *sig)
{
	const struct signed_zone *z = s->run->z;
	size_t tried = 0, last = 0;

	for (size_t k = 0; k < z->key_count && tried < DNSSEC_SAME_TAG_MAX; k++) {
		const struct signed_key *key = &z->keys[k];

		/* a revoked key signs nothing but the keys (RFC 5011 §2.1) */
		if (key->tag != sig->tag || key->algorithm != sig->algorithm ||
		    !(key->usable ||
		        (s->type == RRTYPE_DNSKEY && (key->flags & DNSKEY_REVOKE) != 0)))
			continue;
		if (!dnskey_verifiable(sig->algorithm)) {
			s->sep |= (key->flags & DNSKEY_SEP) != 0;
			return SIG_GOOD;
		}
		if (tried++ == 0)
			compose(s, sig);
		last = k;
		if (fits(s, sig, k)) {
			s->worker->good[k]++;
			s->sep |= (key->flags & DNSKEY_SEP) != 0;
			return SIG_GOOD;
		}
	}
	if (tried == 0)
		return SIG_NO_KEY;
	return sig_bad(s, sig, BOGUS_SIGNATURE, 0, (uint32_t)last);
}

/* Is a before b?  Serial arithmetic, RFC 4034 §3.1.5. */
static bool
time_before(uint32_t a, uint32_t b)
{
	return a != b && b - a < 0x80000000u;
}

static enum outcome
judge_signature(struct sig_set *s, const struct rrsig *sig)
{
	const struct signed_zone *z = s->run->z;
	const struct signed_name *name = s->node->name;
	unsigned labels = name->labels - (name->wire[0] == 1 && name->wire[1] == '*' ? 1u : 0u);
	const struct dname *apex = &z->zone->spec.origin;
	enum outcome outcome;

	if (sig->head - 18 != apex->len ||
	    memcmp(sig->record->rdata + 18, z->nodes[0].name->wire, apex->len) != 0)
		return sig_bad(s, sig, BOGUS_SIGNER, 0, 0);
	if (sig->labels != labels)
		return sig_bad(s, sig, BOGUS_LABELS, sig->labels, labels);
	if (time_before(sig->expiration, sig->inception))
		return sig_bad(s, sig, BOGUS_TIMES, 0, 0);
	outcome = verify(s, sig);
	if (outcome == SIG_GOOD &&
	    (time_before(sig->expiration, z->day) || time_before(z->day_end, sig->inception)))
		return SIG_TIMED;
	return outcome;
}

static void
judge_ttl(struct sig_set *s, const struct rrsig *sig)
{
	const struct signed_record *records = s->run->z->records;
	struct dnssec_fault *f;
	uint32_t ttl = records[s->first].ttl;

	for (uint32_t i = s->first; i < s->end; i++)
		if (records[i].ttl != ttl)
			return; /* that is what is wrong */
	if (sig->ttl == ttl && sig->record->ttl == ttl)
		return;
	f = sig_fault(s, sig->ttl != ttl ? DNSSEC_TTL : DNSSEC_OWN_TTL, sig);
	f->value = sig->ttl != ttl ? sig->ttl : sig->record->ttl;
	f->wanted = ttl;
}

/* The second look, when it is known which signatures are good. */
static void
conclude(struct sig_set *s, const struct rrsig *sig, enum outcome outcome)
{
	const struct signed_zone *z = s->run->z;
	uint32_t soon = z->day + DNSSEC_EXPIRING_DAYS * 86400u;
	struct dnssec_fault *f;

	if (outcome == SIG_NO_KEY && !s->any) {
		sig_bad(s, sig, BOGUS_KEY, 0, 0);
		s->seen[sig->algorithm] = true;
	}
	if (outcome == SIG_TIMED && !s->good[sig->algorithm]) {
		bool expired = time_before(sig->expiration, z->day);

		f = sig_fault(s, expired ? DNSSEC_EXPIRED : DNSSEC_FUTURE, sig);
		f->value = expired ? sig->expiration : sig->inception;
		f->count = 1;
	}
	if (outcome == SIG_GOOD && time_before(sig->expiration, soon)) {
		f = sig_fault(s, DNSSEC_EXPIRING, sig);
		f->value = sig->expiration;
		f->count = 1;
	}
}

/* Which algorithms of the keys have not signed. */
static void
judge_algorithms(struct sig_set *s)
{
	const struct sig_run *run = s->run;

	if (!s->known)
		return; /* what is there was reported */
	for (size_t i = 0; i < run->algorithm_count; i++) {
		struct dnssec_fault *f;

		if (s->seen[run->algorithms[i]])
			continue;
		f = fault_add(
		    s->faults, run->z->zone, DNSSEC_INCOMPLETE, run->z->records[s->first].id);
		f->type = s->type;
		f->algorithm = run->algorithms[i];
		f->count = 1;
	}
}

/* A DS record leads to a key with the flag SEP, where there is one: that must sign the keys. */
static void
judge_entry(struct sig_set *s)
{
	const struct signed_zone *z = s->run->z;
	bool there = false;

	for (size_t k = 0; k < z->key_count; k++)
		there |= z->keys[k].usable && (z->keys[k].flags & DNSKEY_SEP) != 0;
	if (there && s->known && !s->sep)
		fault_add(s->faults, z->zone, DNSSEC_NO_ENTRY, z->records[s->first].id)->type =
		    s->type;
}

/* An RRset and its signatures, records [first, end). */
static void
judge_set(struct sig_set *s, uint32_t first, uint32_t end)
{
	const struct signed_zone *z = s->run->z;
	struct rrsig sigs[DNSSEC_SIGNATURES_MAX];
	enum outcome outcomes[DNSSEC_SIGNATURES_MAX];
	uint32_t n = 0, begin = (uint32_t)s->faults->count;
	bool ttl_said = false;

	for (uint32_t i = first; i < end; i++) {
		struct rrsig sig;

		if (!rrsig_read(&z->records[i], &sig))
			continue;
		if (n == DNSSEC_SIGNATURES_MAX) {
			sig_bad(s, &sig, BOGUS_MANY, n, 0);
			break;
		}
		outcomes[n] = judge_signature(s, &sig);
		s->any |= outcomes[n] == SIG_GOOD;
		s->known |= outcomes[n] == SIG_GOOD || outcomes[n] == SIG_TIMED;
		s->good[sig.algorithm] |= outcomes[n] == SIG_GOOD;
		s->seen[sig.algorithm] |= outcomes[n] != SIG_NO_KEY;
		sigs[n++] = sig;
		if (!ttl_said) {
			size_t before = s->faults->count;

			judge_ttl(s, &sig);
			ttl_said = s->faults->count > before;
		}
	}
	for (size_t i = begin; i < s->faults->count; i++)
		s->faults->list[i].beside = s->good[s->faults->list[i].algorithm];
	for (uint32_t i = 0; i < n; i++)
		conclude(s, &sigs[i], outcomes[i]);
	if (first == end)
		fault_add(s->faults, z->zone, DNSSEC_UNSIGNED, z->records[s->first].id)->type =
		    s->type;
	else
		judge_algorithms(s);
	if (s->type == RRTYPE_DNSKEY)
		judge_entry(s);
}

/* Is the RRset one that the zone signs? */
static bool
is_signed_type(const struct signed_node *n, uint16_t type)
{
	if (n->kind == NODE_CUT)
		return type == RRTYPE_DS || type == RRTYPE_NSEC;
	return n->kind != NODE_OCCLUDED;
}

/* Signatures that cover what is not there, or is not the zone's to sign. */
static void
judge_strays(struct sig_run *run, struct fault_list *faults, const struct signed_node *n)
{
	const struct signed_zone *z = run->z;
	uint32_t at, end = node_type(z, n, RRTYPE_RRSIG, &at);
	uint16_t last = 0;

	for (; at < end; at++) {
		uint16_t covered = octets16(z->records[at].rdata);
		bool there = covered != RRTYPE_RRSIG && node_has_type(z, n, covered);
		struct dnssec_fault *f;

		if (covered == last || (there && is_signed_type(n, covered)))
			continue;
		last = covered;
		f = fault_add(faults, z->zone,
		    there || n->kind == NODE_OCCLUDED ? DNSSEC_OCCLUDED : DNSSEC_ORPHAN,
		    z->records[at].id);
		f->type = covered;
	}
}

static void
judge_node(struct sig_run *run, struct sig_worker *worker, struct fault_list *faults,
    const struct signed_node *n)
{
	const struct signed_zone *z = run->z;
	uint32_t sig_at, sig_end = node_type(z, n, RRTYPE_RRSIG, &sig_at);
	uint32_t end;

	for (uint32_t i = n->first; i < n->end; i = end) {
		uint16_t type = z->records[i].type;
		struct sig_set s = { .run = run,
			.worker = worker,
			.faults = faults,
			.node = n,
			.first = i,
			.type = type };
		uint32_t first;

		for (end = i; end < n->end && z->records[end].type == type; end++)
			;
		if (type == RRTYPE_NSEC && n->kind == NODE_OCCLUDED)
			fault_add(faults, z->zone, DNSSEC_OCCLUDED, z->records[i].id)->type = type;
		while (sig_at < sig_end && octets16(z->records[sig_at].rdata) < type)
			sig_at++;
		first = sig_at;
		while (sig_at < sig_end && octets16(z->records[sig_at].rdata) == type)
			sig_at++;
		s.end = end;
		if (type != RRTYPE_RRSIG && is_signed_type(n, type))
			judge_set(&s, first, sig_at);
	}
	judge_strays(run, faults, n);
}

static void
judge_stretch(void *arg, size_t job, unsigned worker)
{
	struct sig_run *run = arg;
	size_t end = (job + 1) * NODES_STRIDE;

	for (size_t i = job * NODES_STRIDE; i < end && i < run->z->node_count; i++)
		judge_node(run, &run->workers[worker], &run->faults[job], &run->z->nodes[i]);
}

/* ---- keys ---- */

static void
take_keys(struct signed_zone *z)
{
	uint32_t at, end = node_type(z, &z->nodes[0], RRTYPE_DNSKEY, &at);

	for (; at < end && z->key_count < DNSSEC_KEYS_MAX; at++) {
		const struct signed_record *r = &z->records[at];
		struct signed_key *k = &z->keys[z->key_count];

		if (r->len < DNSKEY_FIXED)
			continue;
		*k = (struct signed_key){ .record = r,
			.flags = octets16(r->rdata),
			.tag = dnskey_tag(r->rdata, r->len),
			.algorithm = r->rdata[3] };
		k->usable = r->rdata[2] == DNSKEY_PROTOCOL && (k->flags & DNSKEY_ZONE) != 0 &&
		            (k->flags & DNSKEY_REVOKE) == 0;
		z->key_count++;
	}
}

/* To make a key takes longer than to verify with it, so only those that sign are made. */
static void
make_keys(struct signed_zone *z)
{
	for (size_t i = 0; i < z->record_count; i++) {
		struct rrsig sig;

		if (z->records[i].type != RRTYPE_RRSIG || z->records[i].name == NULL ||
		    !rrsig_read(&z->records[i], &sig))
			continue;
		for (size_t k = 0; k < z->key_count; k++)
			z->keys[k].wanted |=
			    z->keys[k].tag == sig.tag && z->keys[k].algorithm == sig.algorithm;
	}
	for (size_t k = 0; k < z->key_count; k++)
		if (z->keys[k].wanted)
			z->keys[k].key = public_key_new(z->keys[k].algorithm,
			    z->keys[k].record->rdata + DNSKEY_FIXED,
			    z->keys[k].record->len - (size_t)DNSKEY_FIXED);
}

static void
take_algorithms(struct sig_run *run)
{
	bool there[256] = { false };

	for (size_t k = 0; k < run->z->key_count; k++) {
		const struct signed_key *key = &run->z->keys[k];

		if (!key->usable || there[key->algorithm])
			continue;
		there[key->algorithm] = true;
		run->algorithms[run->algorithm_count++] = key->algorithm;
	}
}

/* ---- what is said once for many ---- */

/* Of two faults that one stands for, is the other the one to show? */
static bool
goes_before(const struct signed_zone *z, const struct dnssec_fault *f, const struct dnssec_fault *g)
{
	if (f->value != g->value && f->kind != DNSSEC_INCOMPLETE && f->kind != DNSSEC_BOGUS)
		return f->kind == DNSSEC_FUTURE ? time_before(g->value, f->value)
		                                : time_before(f->value, g->value);
	return record_before(z->set, f->record, g->record);
}

/* Add a fault, or count it with the one that stands for its like; slot remembers which that is. */
static void
add_once(struct signed_zone *z, const struct dnssec_fault *f, size_t *slot)
{
	struct dnssec_fault *first;
	uint64_t count;

	if (*slot == 0) {
		z->faults->list = xgrow(
		    z->faults->list, z->faults->count, &z->faults->cap, sizeof *z->faults->list);
		z->faults->list[z->faults->count++] = *f;
		*slot = z->faults->count;
		return;
	}
	first = &z->faults->list[*slot - 1];
	count = first->count + f->count;
	if (goes_before(z, f, first))
		*first = *f;
	first->count = count;
}

struct tally {
	uint64_t good[DNSSEC_KEYS_MAX], bad[DNSSEC_KEYS_MAX];
	size_t kinds[DNSSEC_KINDS], algorithms[256], keys[DNSSEC_KEYS_MAX];
};

static void
add_fault(struct signed_zone *z, struct tally *t, const struct dnssec_fault *f)
{
	struct dnssec_fault copy = *f;
	size_t own = 0;

	if (f->kind == DNSSEC_EXPIRED || f->kind == DNSSEC_EXPIRING || f->kind == DNSSEC_FUTURE) {
		add_once(z, f, &t->kinds[f->kind]);
	} else if (f->kind == DNSSEC_INCOMPLETE) {
		add_once(z, f, &t->algorithms[f->algorithm]);
	} else if (f->kind == DNSSEC_BOGUS && f->reason == BOGUS_SIGNATURE &&
	           t->good[f->wanted] == 0 && t->bad[f->wanted] > 1) {
		copy.reason = BOGUS_ALL;
		copy.count = 1;
		add_once(z, &copy, &t->keys[f->wanted]);
	} else {
		add_once(z, f, &own);
	}
}

static void
gather(struct sig_run *run, size_t jobs)
{
	struct tally *t = xcalloc(1, sizeof *t);

	for (unsigned w = 0; w < run->z->threads; w++)
		for (size_t k = 0; k < run->z->key_count; k++)
			t->good[k] += run->workers[w].good[k];
	for (size_t j = 0; j < jobs; j++)
		for (size_t i = 0; i < run->faults[j].count; i++) {
			const struct dnssec_fault *f = &run->faults[j].list[i];

			if (f->kind == DNSSEC_BOGUS && f->reason == BOGUS_SIGNATURE)
				t->bad[f->wanted]++;
		}
	for (size_t j = 0; j < jobs; j++) {
		for (size_t i = 0; i < run->faults[j].count; i++)
			add_fault(run->z, t, &run->faults[j].list[i]);
		free(run->faults[j].list);
	}
	free(t);
}

void
signed_signatures(struct signed_zone *z)
{
	struct sig_run run = { .z = z };
	size_t jobs = (z->node_count + NODES_STRIDE - 1) / NODES_STRIDE;

	take_keys(z);
	make_keys(z);
	take_algorithms(&run);
	run.workers = xcalloc(z->threads, sizeof *run.workers);
	run.faults = xcalloc(jobs + 1, sizeof *run.faults);
	signed_share(z->threads, jobs, judge_stretch, &run);
	gather(&run, jobs);
	for (unsigned w = 0; w < z->threads; w++) {
		for (size_t k = 0; k < z->key_count; k++)
			verifier_free(run.workers[w].verifiers[k]);
		buf_free(&run.workers[w].message);
	}
	for (size_t k = 0; k < z->key_count; k++)
		public_key_free(z->keys[k].key);
	free(run.workers);
	free(run.faults);
}
