import type { PropertyDiff } from "../providers/provider";
import { containsPath, parsePath, type PropertyPath } from "./property-path";
import type { Difference } from "./provider-client";

/** In the lists of reasons: the resource wasn't whole. */
const INIT_ERROR = "#initerror";

/** True if the provider, or an option, asks for a new resource. */
export function isReplacement({ replaces = [], detailedDiff = {} }: Difference): boolean {
  return replaces.length > 0 || Object.values(detailedDiff).some(({ kind }) => kind.endsWith("-replace"));
}

/** Turns changes of the listed properties into replacements. */
export function applyReplaceOnChanges(
  difference: Difference,
  replaceOnChanges: string[],
  hasInitErrors: boolean,
): Difference {
  if (!difference.changes && !hasInitErrors) return difference;
  const paths = replaceOnChanges.map(parsePath);
  const covers = (path: string): boolean => {
    const parsed = tryParse(path);
    return parsed !== undefined && paths.some((outer) => containsPath(outer, parsed));
  };
  const result: Difference = {
    ...difference,
    replaces: [...new Set([...(difference.replaces ?? []), ...(difference.diffs ?? []).filter(covers)])],
    detailedDiff: difference.detailedDiff && toReplace(difference.detailedDiff, covers),
  };
  if (!hasInitErrors || !paths.some((outer) => containsPath(outer, [INIT_ERROR]))) return result;
  result.replaces?.push(INIT_ERROR);
  if (result.detailedDiff) result.detailedDiff[INIT_ERROR] = { kind: "update-replace" };
  return { ...result, changes: true };
}

function toReplace(
  detailed: Record<string, PropertyDiff>,
  covers: (path: string) => boolean,
): Record<string, PropertyDiff> {
  return Object.fromEntries(
    Object.entries(detailed).map(([path, diff]) => {
      const kind = (
        diff.kind.endsWith("-replace") || !covers(path) ? diff.kind : `${diff.kind}-replace`
      ) as PropertyDiff["kind"];
      return [path, { ...diff, kind }];
    }),
  );
}

function tryParse(path: string): PropertyPath | undefined {
  try {
    return parsePath(path);
  } catch {
    return undefined;
  }
}
