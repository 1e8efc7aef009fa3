// The types that the pages' modules name in their comments.

import type { ChallengeView, Operations, Overview, Problem, Slug } from 'interface';

export type * from 'interface';

type Member<K, Name extends 'takes' | 'answers'> = K extends keyof Operations ? Operations[K][Name] : never;
/** What an operation takes, named by its method and path. */
export type Takes<Method extends string, Path extends string> = Member<`${Method} ${Path}`, 'takes'>;
/** What an operation answers. */
export type Answers<Method extends string, Path extends string> = Member<`${Method} ${Path}`, 'answers'>;

/** A refusal; the pages have two kinds of their own, for what did not reach an operation. */
export type Refusal = {
  [Name in keyof Problem]?: Name extends 'type' ? Slug | 'connection-failed' | 'busy' : Problem[Name];
};

/** A challenge with its times by this machine's clock, in milliseconds. */
export type Challenge = ChallengeView & { diesAt: number; resendAt: number };

/** The signed-in person's account. */
export type Person = Omit<Overview, 'challenge'> & { challenge?: Challenge | null };

/** What a person is told on a page. */
export interface Notice {
  id: string;
  args: Record<string, string | number>;
  kind: 'success' | 'warning';
}
