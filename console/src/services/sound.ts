import { signal } from '@preact/signals';

/** Seconds between two rounds of the alarm: long enough to speak on the phone, too short to be forgotten. */
const ALARM_EVERY_MS = 2_600;

type Tone = { readonly at: number; readonly hertz: number; readonly seconds: number };

/** Two falling pairs, unlike anything a desktop plays; the message sound is one soft rising step. */
const ALARM: readonly Tone[] = [
  { at: 0, hertz: 988, seconds: 0.22 },
  { at: 0.24, hertz: 740, seconds: 0.22 },
  { at: 0.52, hertz: 988, seconds: 0.22 },
  { at: 0.76, hertz: 740, seconds: 0.34 },
];
const MESSAGE: readonly Tone[] = [
  { at: 0, hertz: 587, seconds: 0.1 },
  { at: 0.1, hertz: 784, seconds: 0.16 },
];

/** Browsers play nothing before the first click or key; `unlocked` tells whether the alarm can be heard. */
export const createSounds = () => {
  const unlocked = signal(false);
  let context: AudioContext | null = null;
  let repeating: ReturnType<typeof setInterval> | null = null;

  const play = (tones: readonly Tone[], shape: OscillatorType, volume: number): void => {
    if (context === null || context.state !== 'running') return;
    const start = context.currentTime + 0.02;
    for (const tone of tones) {
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      oscillator.type = shape;
      oscillator.frequency.value = tone.hertz;
      gain.gain.setValueAtTime(0, start + tone.at);
      gain.gain.linearRampToValueAtTime(volume, start + tone.at + 0.015);
      gain.gain.linearRampToValueAtTime(0, start + tone.at + tone.seconds);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(start + tone.at);
      oscillator.stop(start + tone.at + tone.seconds + 0.02);
    }
  };
  const alarmOnce = () => play(ALARM, 'square', 0.22);

  return {
    unlocked,
    /** Call from the handler of a click or key. */
    unlock: (): void => {
      // Ctrl and its like count as keys, but not as leave to make a noise.
      const allowed = navigator.userActivation?.hasBeenActive ?? true;
      if (typeof AudioContext === 'undefined' || !allowed) return;
      context ??= new AudioContext();
      void context.resume().then(() => {
        if (context?.state !== 'running' || unlocked.value) return;
        unlocked.value = true;
        if (repeating !== null) alarmOnce();
      });
    },
    message: (): void => play(MESSAGE, 'sine', 0.12),
    /** Repeats until it is stopped, whatever the sound setting says. */
    alarm: (on: boolean): void => {
      if (on === (repeating !== null)) return;
      if (repeating !== null) clearInterval(repeating);
      repeating = on ? setInterval(alarmOnce, ALARM_EVERY_MS) : null;
      if (on) alarmOnce();
    },
  };
};
export type Sounds = ReturnType<typeof createSounds>;
