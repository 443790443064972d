/** How the command line gets a token: discovery, registration, and the two ways to ask a human. */
@NullMarked
package dev.countersign.cli.login;

import org.jspecify.annotations.NullMarked;
