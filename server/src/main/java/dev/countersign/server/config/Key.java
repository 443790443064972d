package dev.countersign.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** One key of the configuration file. The text, the default and the name stand here only: the binder reads them, and so does the reference. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Key {
    /** What the key does, in plain words, as the reference prints it. */
    String value();

    /** The value of an absent key, spelled as in the file. Empty: there is none. */
    String fallback() default "";

    /** The name in the file where it is not the component's name in kebab-case. */
    String name() default "";
}
