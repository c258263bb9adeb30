/** API Gateway throttles with token buckets: a rate per second that refills, a burst that may be saved up. */
export type ThrottleSettings = { readonly rate: number; readonly burst: number };

export type Throttle = { readonly take: (key: string, now: number) => boolean };

type Bucket = { tokens: number; at: number };

/** One bucket for each route; a route without settings of its own has those of the stage. */
export const createThrottle = (
  settingsOf: (key: string) => ThrottleSettings | undefined,
): Throttle => {
  const buckets = new Map<string, Bucket>();
  return {
    take: (key, now) => {
      const settings = settingsOf(key);
      if (settings === undefined) return true;
      const bucket = buckets.get(key) ?? { tokens: settings.burst, at: now };
      bucket.tokens = Math.min(
        settings.burst,
        bucket.tokens + ((now - bucket.at) / 1000) * settings.rate,
      );
      bucket.at = now;
      buckets.set(key, bucket);
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
  };
};

type Raw = { readonly ThrottlingBurstLimit?: number; readonly ThrottlingRateLimit?: number };

const asSettings = (raw: Raw | undefined): ThrottleSettings | undefined =>
  raw?.ThrottlingRateLimit === undefined
    ? undefined
    : { rate: raw.ThrottlingRateLimit, burst: raw.ThrottlingBurstLimit ?? raw.ThrottlingRateLimit };

/** From the properties of a stage. */
export const throttleOf = (stage: Readonly<Record<string, unknown>>): Throttle => {
  const routes = (stage['RouteSettings'] ?? {}) as Record<string, Raw>;
  const usual = asSettings(stage['DefaultRouteSettings'] as Raw | undefined);
  return createThrottle((routeKey) => asSettings(routes[routeKey]) ?? usual);
};
