/* A data race, which the thread sanitizer must notice. */
#include <pthread.h>

static int shared;

static void *
count(void *arg)
{
	int i;

	for (i = 0; i < 1000; i++)
		shared++;
	return arg;
}

int
main(void)
{
	pthread_t other;

	if (pthread_create(&other, NULL, count, NULL) != 0)
		return 0;
	(void)count(NULL);
	(void)pthread_join(other, NULL);
	return 0;
}
