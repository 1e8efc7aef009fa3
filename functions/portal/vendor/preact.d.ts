// What preact.js exports, for type checks. Templates of `html` are not checked: their components' props are any.

export interface Node {
  readonly type: unknown;
}
export type Children = Node | string | number | boolean | null | undefined | Children[];
export function html(strings: TemplateStringsArray, ...values: unknown[]): Node;
export function h(type: unknown, props: object | null, ...children: Children[]): Node;
export function render(node: Children, parent: Element): void;

export interface Context<T> {
  readonly Provider: unknown;
  readonly initial?: T;
}
export function createContext<T>(initial: T): Context<T>;
export function useContext<T>(context: Context<T>): T;

type Update<T> = (value: T | ((before: T) => T)) => void;
/** A state that starts as nothing may become anything. */
export function useState(initial: null): [any, Update<any>];
export function useState<T>(initial: T | (() => T)): [T, Update<T>];
export function useRef(): { current: any };
export function useRef<T>(initial: T): { current: T };
export function useEffect(effect: () => unknown, inputs?: readonly unknown[]): void;
export function useErrorBoundary(callback?: (error: unknown) => void): [unknown, () => void];
export function useId(): string;
