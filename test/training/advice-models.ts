import type { Channels } from '#shared/domain/advice/channels.ts';
import { requestChannels } from '#shared/domain/advice/guard.ts';
import { REQUEST_KINDS, STATEMENT_KINDS } from '#shared/domain/advice/kinds.ts';
import { kindFeatures, type StoredAdviceModels } from '#shared/domain/advice/models.ts';
import { statementChannels } from '#shared/domain/advice/outgoing.ts';
import type { AdviceRow } from './advice-corpus.ts';
import { type Sample, trainLogistic } from './train-logistic.ts';
import { type SeenSample, trainSeen } from './train-seen.ts';

const VERSION = 'advice-2';
const TEXTS = { c: 3, least: 2, logCounts: true } as const;
const SIGNS = { c: 20, least: 3, logCounts: false } as const;
/** Weight of the signs beside the two views of the wording, chosen on left-out authors and held-out replies. */
const SIGNS_SHARE = { requests: 0.7, statements: 1.2 } as const;

type Read = { readonly row: AdviceRow; readonly channels: Channels };

const train = (
  read: readonly Read[],
  kinds: readonly string[],
  signsShare: number,
): StoredAdviceModels => {
  const samples = (view: 'wording' | 'sketch' | 'signs'): readonly SeenSample[] =>
    read.map(({ row, channels }) => ({
      features: channels[view],
      yes: row.advice,
      weight: row.weight ?? 1,
    }));
  return {
    version: VERSION,
    wording: trainSeen(samples('wording'), TEXTS),
    sketch: trainSeen(samples('sketch'), TEXTS),
    signs: trainSeen(samples('signs'), SIGNS, signsShare),
    kind: trainLogistic(
      read.flatMap(({ row, channels }): readonly Sample[] =>
        row.advice && kinds.includes(row.kind)
          ? [{ features: kindFeatures(channels), label: kinds.indexOf(row.kind) }]
          : [],
      ),
      { version: VERSION, labels: kinds, bits: 11, c: 20, epochs: 20 },
    ),
  };
};

const readOnce = new Map<string, Channels>();

/** Models of the incoming check. */
export const trainRequestModels = (rows: readonly AdviceRow[]): StoredAdviceModels =>
  train(
    rows.map((row) => {
      const channels = readOnce.get(row.text) ?? requestChannels(row.text);
      readOnce.set(row.text, channels);
      return { row, channels };
    }),
    Object.keys(REQUEST_KINDS),
    SIGNS_SHARE.requests,
  );

/** Models of the outgoing check. */
export const trainStatementModels = (rows: readonly AdviceRow[]): StoredAdviceModels =>
  train(
    rows.map((row) => ({ row, channels: statementChannels(row.text) })),
    Object.keys(STATEMENT_KINDS),
    SIGNS_SHARE.statements,
  );
