/** In Lambda, credentials stand in the environment. Where else the SDK would look for them is a sixth of the light function. */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
