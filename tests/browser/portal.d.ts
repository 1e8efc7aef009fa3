// The types that the pages' modules name in their comments.

import type { ChallengeView, Operations, AccountPage, Problem, Requirement, Slug } from 'interface';

export type * from 'interface';

type Member<K, Name extends 'takes' | 'answers'> = K extends keyof Operations ? Operations[K][Name] : never;
/** What an operation takes, named by its method and path. */
export type Takes<Method extends string, Path extends string> = Member<`${Method} ${Path}`, 'takes'>;
/** What an operation answers. */
export type Answers<Method extends string, Path extends string> = Member<`${Method} ${Path}`, 'answers'>;

/** The pages' own kinds of refusals, for what an operation did not answer or for what a page knows better. */
type PagesOwn = 'busy' | 'connection-failed' | 'not-done' | 'not-resent' | 'perhaps-mailed' | 'service-failed';
export type Refusal = {
  [Name in keyof Problem]?: Name extends 'type' ? Slug | PagesOwn : Problem[Name];
};

/** A challenge with its times by this machine's clock, in milliseconds. */
export type Challenge = ChallengeView & { diesAt: number; resendAt: number };

/** An application's request that a tab is on its way to meet. */
export interface Asking {
  id: string;
  application: { id: string; name: string };
  requirement: Requirement;
  /** The steps that were done for it: how often, and when the last time. */
  done: Record<string, { times: number; at: number }>;
  /** The step that it waits for, if that takes pages of its own. */
  step?: string;
  /** It can not be met any more. */
  over?: boolean;
}

/** The signed-in person's account. */
export type Person = Omit<AccountPage, 'challenge'> & {
  challenge?: Challenge | null;
  /** When another code may be mailed to the account's address, by this machine's clock, in milliseconds. */
  emailResendAt: number;
  /** When the code that was mailed there stops working; past, if none can be entered. */
  emailCodeDiesAt: number;
};

/** The numbers of the rules, as the page has them. */
export type Numbers = Record<
  | 'activation-code-days'
  | 'activation-code-symbols'
  | 'address-line-max'
  | 'appointment-horizon-days'
  | 'appointment-notice-hours'
  | 'code-digits'
  | 'code-minutes'
  | 'code-tries'
  | 'email-code-digits'
  | 'email-code-minutes'
  | 'email-code-tries'
  | 'expiry-shown-days'
  | 'instant-attempts'
  | 'key-group'
  | 'legal-name-max'
  | 'legal-name-min'
  | 'license-key-symbols'
  | 'lock-failures'
  | 'lock-minutes'
  | 'order-units'
  | 'password-max'
  | 'password-min'
  | 'phones'
  | 'proofing-attempts'
  | 'questions-minutes'
  | 'refund-days'
  | 'renewal-closes-months'
  | 'renewal-opens-days'
  | 'resend-seconds'
  | 'reset-hours'
  | 'user-id-max'
  | 'user-id-min',
  number
> & {
  /** The symbols of keys, each at the place of its value. */
  'key-alphabet': string;
};

/** What a person is told on a page. */
export interface Notice {
  id: string;
  args: Record<string, string | number>;
  kind: 'success' | 'warning';
}
