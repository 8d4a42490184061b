import type { Settings } from "../../rehearsal/cli/stack-config";
import type { Markers } from "./markers";

/** What a setting that is secret ends in. */
const secretName = /(password|passphrase|secret|token|webhook|private_?key|api_?key)s?(\[\d+\])?$/i;

/** Settings with markers for what is secret by its name, even if somebody forgot to encrypt it. */
export function hideSecrets(settings: Settings, markers: Markers): Settings {
  const secretKeys = new Set(settings.secretKeys);
  const hidden = (path: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => hidden(`${path}[${index}]`, item));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(`${path}.${key}`, item)]));
    if ((typeof value !== "string" && typeof value !== "number") || value === "" || !secretName.test(path))
      return value;
    secretKeys.add(/^[^:]+:[^.[]+/.exec(path)![0]);
    return markers.setting(path);
  };
  const values = Object.entries(settings.values).map(([key, text]) => {
    const value = structured(text);
    return [key, value === undefined ? String(hidden(key, text)) : JSON.stringify(hidden(key, value))];
  });
  return { ...settings, values: Object.fromEntries(values) as Record<string, string>, secretKeys: [...secretKeys] };
}

/** Settings of several parts are JSON. */
function structured(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
