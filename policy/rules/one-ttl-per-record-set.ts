import { recordsOf, type Record } from "./records";
import { unknown, type Finding, type Rule } from "./rule";

/** Records of one name and type go out together, so they expire together: RFC 2181, 5.2. */
export const oneTtlPerRecordSet: Rule = {
  name: "one-ttl-per-record-set",
  description: "Records of one name and type have one time to live.",
  judgeStack: (resources) => {
    const sets = new Map<string, Record[]>();
    for (const record of recordsOf(resources)) {
      if (record.name === unknown || record.type === unknown) continue;
      const set = `${record.name} ${String(record.type)}`;
      sets.set(set, [...(sets.get(set) ?? []), record]);
    }
    return [...sets].flatMap(([set, records]) => judgeSet(set, records));
  },
};

function judgeSet(set: string, records: Record[]): Finding[] {
  const { urn } = records.at(-1)!;
  const known = new Set(records.map(({ ttl }) => ttl).filter((ttl) => ttl !== unknown));
  if (known.size > 1) return [{ wrong: `records of ${set} have different ttls: ${[...known].join(", ")}`, urn }];
  return records.length > 1 && records.some(({ ttl }) => ttl === unknown) ? [{ unknown: "ttl", urn }] : [];
}
