// A second, small verifier of delegation chains, written from profile.md and authority.md alone, without a dependency.
//   node verifier.mjs            runs the vectors in ../vectors, exit code 1 when one disagrees
import { readFileSync } from 'node:fs';

const DEEPEST = 4;
const canonical = value =>
  Array.isArray(value) ? '[' + value.map(canonical) + ']'
  : value && typeof value === 'object'
    ? '{' + Object.keys(value).sort().map(key => JSON.stringify(key) + ':' + canonical(value[key])) + '}'
    : JSON.stringify(value);
const same = (a, b) => canonical(a) === canonical(b);
const location = uri => uri.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, start => start.toLowerCase());

// One permission for each location of each object.
const permissions = details => details.flatMap(object => object.locations.map(at => ({ ...object, at: location(at) })));

const folder = text => (text.endsWith('/') ? text : text + '/');
const plain = text => typeof text === 'string' && /^\/(?!.*(\/\/|\\|%|[\u0000-\u001f\u007f]))/.test(text)
  && !text.split('/').some(part => part === '.' || part === '..');
const satisfies = (value, limit) =>
  limit.in ? limit.in.some(each => same(each, value))
  : limit.under ? plain(value) && limit.under.some(each => folder(value).startsWith(folder(each)))
  : typeof value === 'number' && value <= limit.max;

function limitNarrows(mine, wider) {
  if (mine.in) return mine.in.every(value => satisfies(value, wider));
  if (mine.under && wider.under) {
    return mine.under.every(each => wider.under.some(other => folder(each).startsWith(folder(other))));
  }
  return mine.max !== undefined && wider.max !== undefined && mine.max <= wider.max;
}

const unusable = limits => limits && Object.values(limits).some(limit => limit.in && limit.in.length === 0);

function permissionNarrows(mine, wider) {
  if (mine.at !== wider.at || !mine.actions.every(action => wider.actions.includes(action))) return false;
  const usable = (mine.tools ?? []).filter(tool => !unusable(mine.arguments?.[tool]));
  if (mine.tools && usable.length === 0) return true;
  if (wider.tools && !(mine.tools && usable.every(tool => wider.tools.includes(tool)))) return false;
  return Object.entries(wider.arguments ?? {}).every(([tool, limits]) => {
    if (mine.tools && !mine.tools.includes(tool)) return true;
    const own = mine.arguments?.[tool] ?? {};
    if (unusable(own)) return true;
    return Object.entries(limits).every(([pointer, limit]) => own[pointer] && limitNarrows(own[pointer], limit));
  });
}

/** Whether every permission of the first authority narrows one of the second. */
export const narrows = (mine, wider) =>
  permissions(mine).every(a => permissions(wider).some(b => permissionNarrows(a, b)));

const agent = grant => grant.client + '\u0000' + (grant.device ?? '');

/** Why a chain is not valid, or nothing. The grants stand root first; times are seconds. */
export function objection({ chain, owner }) {
  for (let c = 0; c < chain.length; c++) {
    const child = chain[c];
    if (!narrows(child.authority, owner)) return 'beyond the owner';
    if (c > DEEPEST) return 'too deep';
    for (let p = 0; p < c; p++) {
      const above = chain[p];
      const policy = above.policy;
      if (child.subject !== above.subject) return 'another subject';
      if (agent(child) === agent(above)) return 'a cycle';
      if (!policy || c - p > policy.depth) return 'too deep';
      if ((child.policy?.depth ?? 0) >= policy.depth) return 'too deep';
      if (!(policy.to.includes(child.client) || (policy.to[0] === 'any' && child.known))) return 'not named';
      if (!child.proven) return 'not proven';
      if (child.until > above.until || child.until > policy.until) return 'too long';
      if (!narrows(child.authority, above.authority)) return 'beyond an ancestor';
      if (!narrows(child.authority, policy.share)) return 'beyond the share';
    }
  }
  return null;
}

if (import.meta.url === 'file://' + process.argv[1]) {
  const read = name => JSON.parse(readFileSync(new URL('../vectors/' + name, import.meta.url), 'utf8'));
  let run = 0;
  const wrong = [];
  const check = (name, seen, expected) => {
    run++;
    if (seen !== expected) wrong.push(`${name}: ${seen}, not ${expected}`);
  };
  for (const { name, a, b, narrows: expected } of read('authority.json').narrows) check(name, narrows(a, b), expected);
  for (const vector of read('chains.json').chains) check(vector.name, objection(vector), vector.objection);
  wrong.forEach(line => console.error(line));
  console.log(`${run} vectors, ${wrong.length} wrong`);
  process.exitCode = wrong.length || !run ? 1 : 0;
}
