package dev.atelier.launcher.cli.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTest {
    private static final String LIE = "a\u001b[31mb\u009bc\u202ed\u2066e\u0007f\u007fg";

    @Test
    void nothingOrdersTheTerminalAbout() {
        assertThat(Shown.text(LIE + "\r\n\tx\ry")).isEqualTo("a [31mb c d e f g\n\tx y");
        assertThat(Shown.line("a\n\tb")).isEqualTo("a  b");
        assertThat(Shown.ours(LIE)).as("our colours stay").isEqualTo("a\u001b[31mb c d e f g");
        assertThat(Shown.ours("\u001b[2J\u001b[1;1Hx")).isEqualTo(" [2J [1;1Hx");
    }

    @Test
    void ordinaryTextsStayAsTheyAre() {
        for (String text : new String[] {"Grüße, 世界", "👩‍💻 e\u0301", "\u200fשלום", "$1 \\1"}) {
            assertThat(Shown.text(text)).isEqualTo(text);
            assertThat(Shown.ours(text)).isEqualTo(text);
            assertThat(Shown.json(text)).isEqualTo(text);
        }
    }

    @Test
    void aDocumentStaysTheSame() {
        assertThat(Shown.json("{\"a\":\"\u009b\u202e\"}")).isEqualTo("{\"a\":\"\\u009b\\u202e\"}");
    }
}
