/** The same archive at a mirror, which is laid out as HOST/PATH of the publishers' addresses. */
export function mirrored(url: string, mirror: string | undefined): string {
  return mirror === undefined ? url : `${mirror.replace(/\/$/, "")}/${url.replace("https://", "")}`;
}
