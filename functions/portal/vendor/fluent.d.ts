// What fluent.js exports, for type checks.

export interface Pattern {
  readonly pattern: unknown;
}
export class FluentResource {
  constructor(source: string);
}
export class FluentBundle {
  constructor(locale: string, options?: { useIsolating?: boolean });
  addResource(resource: FluentResource): Error[];
  hasMessage(id: string): boolean;
  getMessage(id: string): { value: Pattern | null } | undefined;
  formatPattern(pattern: Pattern, args?: Record<string, string | number>): string;
}
