/** The parts of NLP.js (no types of its own) that the bench uses. */
declare module '@nlpjs/basic' {
  export class Nlp {
    constructor(settings: Record<string, unknown>);
    readonly container: { use(plugin: unknown): void };
    addDocument(locale: string, text: string, intent: string): void;
    train(): Promise<void>;
    process(locale: string, text: string): Promise<{ intent: string }>;
  }
}
declare module '@nlpjs/lang-zh' {
  export const LangZh: unknown;
}
