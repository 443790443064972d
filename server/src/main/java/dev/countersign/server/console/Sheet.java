package dev.countersign.server.console;

import dev.countersign.server.pages.NoticeView.Link;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.Section;
import dev.countersign.server.pages.generated.console.JtequestionGenerated;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.Optional;

/**
 * One page of the console before the frame is put around it.
 *
 * @param title the heading, in words
 */
record Sheet(
        int status,
        Section section,
        boolean narrow,
        String title,
        Optional<Link> up,
        Optional<String> lead,
        List<Problem> problems,
        Body body) {
    /** Writes the page: {@code (out, frame) -> JtexGenerated.render(out, null, frame, view)}. */
    @FunctionalInterface
    interface Body {
        void write(HtmlTemplateOutput out, Frame frame);
    }

    /** A page under a heading. */
    static Sheet of(Section section, String title, Body body) {
        return new Sheet(200, section, false, title, Optional.empty(), Optional.empty(), List.of(), body);
    }

    /** A page that asks once more. */
    static Sheet asking(Section section, String title, Question question) {
        return of(section, title, (out, frame) -> JtequestionGenerated.render(out, null, frame, question))
                .narrowed();
    }

    Sheet narrowed() {
        return new Sheet(status, section, true, title, up, lead, problems, body);
    }

    /** With a way up to another page. */
    Sheet under(String href, String label) {
        return new Sheet(status, section, narrow, title, Optional.of(new Link(href, label)), lead, problems, body);
    }

    /** With a way up to the beginning of its section. */
    Sheet below() {
        return under(section.path(), section.label());
    }

    /** With the sentence of this phrase under the heading. */
    Sheet led(String key, Object... values) {
        return new Sheet(status, section, narrow, title, up, Optional.of(Phrases.say(key, values)), problems, body);
    }

    /** The same page again, because something has to be mended. */
    Sheet wrong(List<Problem> found) {
        return found.isEmpty() ? this : new Sheet(422, section, narrow, title, up, lead, found, body);
    }
}
