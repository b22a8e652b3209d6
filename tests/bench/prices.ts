/** USD, us-east-1. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
export const USD_PER_WRITE_UNIT = 0.625e-6;
export const USD_PER_READ_UNIT = 0.125e-6;
/** https://aws.amazon.com/lambda/pricing/, on arm64. */
export const USD_PER_GB_SECOND = 0.0000133334;
export const USD_PER_INVOCATION = 0.2e-6;
/** Of a standard workflow. https://aws.amazon.com/step-functions/pricing/ */
export const USD_PER_TRANSITION = 0.025e-3;
