/** Where the command line keeps what it was granted. */
@NullMarked
package dev.countersign.cli.credentials;

import org.jspecify.annotations.NullMarked;
