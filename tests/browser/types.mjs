// Lays out what the type checks need in target/types: declarations of the interface (what each operation takes and
// answers), made from its description; and the pages' modules, linked, beside declarations of the vendored libraries,
// which cannot stand in their own folder since a browser is served all of that.

import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TOP = new URL('../..', import.meta.url).pathname;
const TYPES = join(TOP, 'target/types');
const PORTAL = join(TOP, 'functions/portal');
const { components, paths } = JSON.parse(readFileSync(join(PORTAL, 'src/openapi.json'), 'utf8'));

/** A JSON schema as a type. */
function typeOf(schema) {
  if (!schema) return 'undefined';
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.oneOf) return schema.oneOf.map(typeOf).join(' | ');
  if (schema.allOf) return schema.allOf.map((part) => `(${typeOf(part)})`).join(' & ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
  if (schema.type === 'array') return `(${typeOf(schema.items)})[]`;
  if (schema.type === 'integer') return 'number';
  if (schema.type !== 'object') return schema.type ?? 'any';
  const members = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    return `${JSON.stringify(name)}${optional}: ${typeOf(member)};`;
  });
  if (schema.additionalProperties) members.push(`[name: string]: ${typeOf(schema.additionalProperties)};`);
  return `{ ${members.join(' ')} }`;
}

const json = (content) => typeOf(content?.['application/json']?.schema);

/** An operation under its method and path; `{name}` in a path stands for any text. */
function operation(method, path, { requestBody, responses }) {
  const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const takes = json(requestBody?.content);
  // What only leads elsewhere is for browsers and not for pages.
  const answer = json(answers[0]?.[1].content);
  const name = `${method.toUpperCase()} ${path}`;
  const key = name.includes('{') ? `[_: \`${name.replace(/\{\w+\}/g, '$' + '{string}')}\`]` : JSON.stringify(name);
  return `  ${key}: { takes: ${takes}; answers: ${answer} };`;
}

const schemas = Object.entries(components.schemas).map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`);
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => operation(method, path, described)),
);
const declarations = `${schemas.join('\n')}\nexport interface Operations {\n${operations.join('\n')}\n}\n`;

const web = join(TYPES, 'web');
rmSync(TYPES, { recursive: true, force: true });
mkdirSync(web, { recursive: true });
writeFileSync(join(TYPES, 'interface.d.ts'), declarations);
for (const name of readdirSync(join(PORTAL, 'web')).filter((name) => name.endsWith('.js'))) {
  symlinkSync(join(PORTAL, 'web', name), join(web, name));
}
symlinkSync(join(PORTAL, 'vendor'), join(web, 'vendor'));
