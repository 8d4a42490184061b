/** Container registries, for which the internet machine answers with a registry of its own. `docker.io` is a name for people; Docker calls the second. */
export const registries = ["docker.io", "registry-1.docker.io", "index.docker.io", "registry.rehearsal.test"] as const;
