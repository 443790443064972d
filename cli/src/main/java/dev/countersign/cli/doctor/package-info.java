/** A live check of a deployment: what a client, a browser and an operator need of it, one finding each. */
@NullMarked
package dev.countersign.cli.doctor;

import org.jspecify.annotations.NullMarked;
