package dev.countersign.server.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.acts.Standing;
import dev.countersign.core.GrantId;
import dev.countersign.server.tree.GrantTree.Node;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class TreeDrawingTest {
    private static final GrantTree TREE = new GrantTree(List.of(
            node("gr_1", null, "planner", Standing.ALIVE, false),
            node("gr_2", "gr_1", "researcher <b>&", Standing.SUSPENDED, true),
            node("gr_3", "gr_2", "reader", Standing.REVOKED, false),
            node("gr_4", "gr_1", "writer", Standing.ENDED_BY_TIME, false)));

    private static Node node(String id, @Nullable String parent, String who, Standing standing, boolean asked) {
        return new Node(
                new GrantId(id),
                Optional.ofNullable(parent).map(GrantId::new),
                who,
                "laptop",
                "read at notes",
                standing,
                Instant.parse("2026-11-21T08:00:00Z"),
                asked);
    }

    @Test
    void every_grant_is_a_box_and_every_hop_a_line() throws Exception { // issue 5.9: the graph as SVG
        var drawn = parsed(TreeDrawing.file(TREE));
        assertThat(drawn.getElementsByTagName("rect").getLength()).isEqualTo(4);
        assertThat(drawn.getElementsByTagName("path").getLength()).isEqualTo(3);
        assertThat(drawn.getDocumentElement().getTextContent()).contains("researcher <b>&");
    }

    @Test
    void a_child_stands_to_the_right_of_its_parent_and_no_two_boxes_overlap() throws Exception { // issue 5.9
        var boxes = parsed(TreeDrawing.inPage(TREE)).getElementsByTagName("rect");
        var corners = new ArrayList<String>();
        for (var i = 0; i < boxes.getLength(); i++) {
            var box = (Element) boxes.item(i);
            corners.add(box.getAttribute("x") + "/" + box.getAttribute("y"));
        }
        assertThat(corners).doesNotHaveDuplicates().containsExactly("8/59", "312/8", "616/8", "312/110");
    }

    @Test
    void states_differ_by_words_signs_and_borders() throws Exception { // WCAG 1.4.1: not by colour alone
        var boxes = parsed(TreeDrawing.inPage(TREE)).getElementsByTagName("rect");
        var borders = new ArrayList<String>();
        for (var i = 0; i < boxes.getLength(); i++) {
            borders.add(((Element) boxes.item(i)).getAttribute("stroke-dasharray"));
        }
        assertThat(borders).containsExactly("", "10 5", "3 3", "3 3");
        assertThat(TreeDrawing.inPage(TREE))
                .contains("● until 21 Nov 2026 08:00 UTC", "‖ suspended", "✕ revoked", "– ended 21 Nov 2026 08:00 UTC");
    }

    @Test
    void what_an_admin_holds_is_drawn_like_a_suspension_and_says_who_ends_it() { // DESIGN Revocation
        var held = TreeDrawing.inPage(new GrantTree(List.of(node("gr_1", null, "planner", Standing.HELD, false))));
        assertThat(held).contains("‖ held by an admin or the operator", "stroke-dasharray=\"10 5\"");
    }

    @Test
    void a_screen_reader_hears_the_whole_tree() throws Exception { // WCAG 1.1.1
        var drawn = parsed(TreeDrawing.inPage(TREE)).getDocumentElement();
        assertThat(drawn.getAttribute("role")).isEqualTo("img");
        assertThat(drawn.getAttribute("aria-labelledby")).isEqualTo("tree-gr_1-title tree-gr_1-desc");
        assertThat(drawn.getElementsByTagName("desc").item(0).getTextContent())
                .contains("reader, handed on by researcher <b>&, laptop: read at notes; revoked (gr_3).")
                .contains("this is the one asked for (gr_2)");
    }

    @Test
    void a_picture_in_a_page_has_no_style_and_a_file_has_its_own() { // DESIGN Consent: no inline style under the CSP
        assertThat(TreeDrawing.inPage(TREE)).doesNotContain("style", "<script");
        assertThat(TreeDrawing.file(TREE)).contains("prefers-color-scheme:dark");
    }

    @Test
    void a_forest_of_many_is_cut_and_says_so() throws Exception { // bounded
        var nodes = new ArrayList<Node>(List.of(node("gr_0", null, "root", Standing.ALIVE, true)));
        for (var i = 1; i < 500; i++) nodes.add(node("gr_" + i, "gr_0", "child", Standing.ALIVE, false));
        var drawn = TreeDrawing.inPage(new GrantTree(nodes));
        assertThat(parsed(drawn).getElementsByTagName("rect").getLength()).isEqualTo(200);
        assertThat(drawn).contains("and 300 more, which are not drawn", "A tree of 500 grants");
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
