/** The parts of NLP.js (no types of its own) that the benches use. */
declare module '@nlpjs/basic' {
  type Guess = { readonly intent: string; readonly score: number };

  export class Nlp {
    constructor(settings: Record<string, unknown>);
    readonly container: { use(plugin: unknown): void };
    addLanguage(locale: string): void;
    addDocument(locale: string, text: string, intent: string): void;
    train(): Promise<void>;
    process(
      locale: string,
      text: string,
    ): Promise<{ intent: string; classifications?: readonly Guess[] }>;
  }

  export function dockStart(configuration: Record<string, unknown>): Promise<{
    getContainer(): { use(plugin: unknown): void };
    get(name: 'nlp'): Nlp;
  }>;
}
declare module '@nlpjs/lang-zh' {
  export const LangZh: unknown;
}
