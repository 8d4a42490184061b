const ENDPOINT = "https://api.cloudflare.com/client/v4";
const STATUS = { 400: "Bad Request", 404: "Not Found" };

/** An error as the provider reports it: the request and the cloud's answer. */
export function apiError(method: string, path: string, code: number, message: string, status: 400 | 404 = 400): Error {
  const answer = { result: null, success: false, errors: [{ code, message }], messages: [] };
  const request = `${method} "${ENDPOINT}/${path}"`;
  return new Error(`failed to make http request: ${request}: ${status} ${STATUS[status]} ${JSON.stringify(answer)}`);
}
