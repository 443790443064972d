/** Installs Countersign as a service of the operating system: what is written and run, as a plan that can be looked at first. */
@NullMarked
package dev.countersign.cli.service;

import org.jspecify.annotations.NullMarked;
