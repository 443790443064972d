/** What a guarded MCP server looks like to the endpoint, whatever its transport. */
@NullMarked
package dev.countersign.gateway.upstream;

import org.jspecify.annotations.NullMarked;
