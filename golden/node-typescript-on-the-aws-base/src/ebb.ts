const HALF_A_TIDE = 6 * 60 * 60 * 1000;

export const ebb = (high: number): number => high * HALF_A_TIDE;
