import { type ReadonlySignal, signal } from '@preact/signals';
import type { Locale } from '#shared/kernel/locale.ts';

type Recognition = {
  lang: string;
  interimResults: boolean;
  continuous: boolean;
  onresult: ((event: RecognitionResult) => void) | null;
  onerror: (() => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
};
type RecognitionResult = {
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }>>;
};

export type Listening = {
  readonly onText: (text: string) => void;
  readonly onEnd: (heard: boolean) => void;
};

export type Speech = {
  readonly canRead: boolean;
  readonly canListen: boolean;
  /** Key of what is being read, or null. */
  readonly reading: ReadonlySignal<string | null>;
  read(key: string, text: string, locale: Locale): void;
  stopReading(): void;
  listen(locale: Locale, listening: Listening): void;
  stopListening(): void;
};

type SpeechWindow = {
  readonly SpeechRecognition?: new () => Recognition;
  readonly webkitSpeechRecognition?: new () => Recognition;
  readonly speechSynthesis?: SpeechSynthesis;
};

/** Reading aloud and dictation, where the browser has them; otherwise the buttons are not there. */
export const createSpeech = (from: SpeechWindow): Speech => {
  const reading = signal<string | null>(null);
  const synthesis = from.speechSynthesis;
  const Recogniser = from.SpeechRecognition ?? from.webkitSpeechRecognition;
  let recognition: Recognition | undefined;

  const stopReading = (): void => {
    reading.value = null;
    synthesis?.cancel();
  };

  return {
    canRead: synthesis !== undefined,
    canListen: Recogniser !== undefined,
    reading,
    read: (key, text, locale) => {
      if (synthesis === undefined) return;
      stopReading();
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = locale;
      // Slower than the default: it is read to people who asked to have it read.
      utterance.rate = 0.9;
      const over = (): void => {
        if (reading.value === key) reading.value = null;
      };
      utterance.addEventListener('end', over);
      utterance.addEventListener('error', over);
      reading.value = key;
      synthesis.speak(utterance);
    },
    stopReading,
    listen: (locale, { onText, onEnd }) => {
      if (Recogniser === undefined) return;
      recognition?.stop();
      const made = new Recogniser();
      let heard = false;
      made.lang = locale;
      made.interimResults = true;
      made.continuous = true;
      made.onresult = ({ results }) => {
        heard = true;
        onText(Array.from(results, (result) => result[0]?.transcript ?? '').join(''));
      };
      made.onend = () => {
        if (recognition === made) recognition = undefined;
        onEnd(heard);
      };
      made.onerror = () => made.stop();
      recognition = made;
      made.start();
    },
    stopListening: () => recognition?.stop(),
  };
};
