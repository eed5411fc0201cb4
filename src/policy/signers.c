#include "policy/policy.h"

#include <stdlib.h>

size_t
csn_policy_signers(const cosign_policy_t *policy)
{
	if (policy->signers == COSIGN_ALL_SIGNERS)
		return policy->count;
	return policy->signers == 0 ? 1 : policy->signers;
}

int
csn_policy_has_keys(const cosign_policy_t *policy)
{
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (policy->wanted[i].key != NULL)
			return 1;
	return 0;
}

int
csn_policy_has_identities(const cosign_policy_t *policy)
{
	size_t i;

	for (i = 0; i < policy->count; i++)
		if (policy->wanted[i].identity != NULL)
			return 1;
	return 0;
}

/*
 * Who stands for which of the policy's signers: a matching in a bipartite
 * graph. A person who could be two of them is one, and is made the one whom
 * nobody else can be, if that helps.
 */
struct matching {
	const uint8_t *claims;
	size_t people;
	size_t count;
	size_t *taken_by; /* person + 1, 0: nobody; for each signer */
	uint8_t *tried;   /* signers, in one attempt */
	/* Where each of those who had to move came from; no recursion, since
	   their number is a stranger's choice. */
	size_t *queue;
	size_t
	    *came_from; /* signer + 1 whose holder looked here; 0: the first */
};

/* Along the chain that led to a free signer everybody moves up by one. */
static void
move_up(struct matching *m, size_t signer, size_t person)
{
	size_t from = m->came_from[signer];

	while (from != 0) {
		m->taken_by[signer] = m->taken_by[from - 1];
		signer = from - 1;
		from = m->came_from[signer];
	}
	m->taken_by[signer] = person + 1;
}

/* Find a signer for one more person, moving others where need be. */
static int
seat(struct matching *m, size_t person)
{
	size_t head = 0, tail = 0, who = person, via = 0, j;

	memset(m->tried, 0, m->count);
	for (;;) {
		for (j = 0; j < m->count; j++) {
			if (!m->claims[who * m->count + j] || m->tried[j])
				continue;
			m->tried[j] = 1;
			m->came_from[j] = via;
			if (m->taken_by[j] == 0) {
				move_up(m, j, person);
				return 1;
			}
			m->queue[tail++] = j;
		}
		if (head == tail)
			return 0;
		via = m->queue[head++] + 1;
		who = m->taken_by[via - 1] - 1;
	}
}

cosign_rc_t
csn_count_signers(size_t *out, const uint8_t *claims, size_t people,
    size_t count, cosign_error_t *err)
{
	struct matching m = {
		.claims = claims, .people = people, .count = count
	};
	size_t *memory, i;

	*out = 0;
	if (people == 0 || count == 0)
		return COSIGN_OK;
	memory = calloc(count, 3 * sizeof(*memory) + 1);
	if (memory == NULL)
		return csn_fail_nomem(err);
	m.taken_by = memory;
	m.queue = memory + count;
	m.came_from = memory + 2 * count;
	m.tried = (uint8_t *)(memory + 3 * count);
	for (i = 0; i < people; i++)
		*out += seat(&m, i) ? 1 : 0;
	free(memory);
	return COSIGN_OK;
}
