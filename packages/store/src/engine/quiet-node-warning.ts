/**
 * Keeps the AWS SDK from telling people who run a command about the Node version that its releases of 2027 will need:
 * the SDK is pinned here, so the warning asks them for nothing. Must run before the first client is made.
 */
export function quietNodeWarning(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
}
