package dev.atelier.engine.video;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words in the lower part of a film, white with a soft shadow. A machine without fonts films without words. */
final class Caption {
    private static final Logger LOG = LoggerFactory.getLogger(Caption.class);
    private static final Caption NONE = new Caption(0, 0, new byte[0], new byte[0]);

    private static final int MOST_LINES = 3;
    private static final double MARGIN = 0.08;
    private static final int WHITE = 0xf8f6f0;
    private static final double SHADOW = 0.55;

    private final int top;
    private final int width;
    private final byte[] letters;
    private final byte[] shadow;

    private Caption(int top, int width, byte[] letters, byte[] shadow) {
        this.top = top;
        this.width = width;
        this.letters = letters;
        this.shadow = shadow;
    }

    static Caption of(String text, int width, int height) {
        String words = text.strip().replaceAll("\\s+", " ");
        if (words.isEmpty()) {
            return NONE;
        }
        try {
            return drawn(words, width, height);
        } catch (RuntimeException | Error e) { // what a runtime without fonts throws differs from one to the next
            if (e instanceof OutOfMemoryError) {
                throw e;
            }
            LOG.atWarn().addKeyValue("why", e.toString()).log("no fonts, films have no words");
            return NONE;
        }
    }

    private static Caption drawn(String words, int width, int height) {
        int size = Math.max(9, (int) Math.round(Math.min(width, height * 1.4) / 17.0));
        Font font = new Font(Font.SANS_SERIF, Font.BOLD, size);
        BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        List<String> lines =
                lines(words, probe.createGraphics().getFontMetrics(font), (int) (width * (1 - 2 * MARGIN)));
        int leading = (int) (size * 1.3);
        int blur = Math.max(1, size / 6);
        int tall = leading * lines.size() + 4 * blur;
        int top = Math.max(0, (int) (height * (1 - MARGIN * 0.8)) - tall);
        BufferedImage image = new BufferedImage(width, Math.min(tall, height), BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(font);
        graphics.setColor(Color.WHITE);
        for (int i = 0; i < lines.size(); i++) {
            int x = (width - graphics.getFontMetrics().stringWidth(lines.get(i))) / 2;
            graphics.drawString(lines.get(i), x, 2 * blur + size + i * leading);
        }
        graphics.dispose();
        byte[] letters = gray(image);
        return new Caption(top, width, letters, Blur.of(letters, width, image.getHeight(), blur));
    }

    private static byte[] gray(BufferedImage image) {
        byte[] values = new byte[image.getWidth() * image.getHeight()];
        image.getRaster().getDataElements(0, 0, image.getWidth(), image.getHeight(), values);
        return values;
    }

    private static List<String> lines(String words, FontMetrics metrics, int wide) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : words.split(" ", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && metrics.stringWidth(longer) > wide) {
                lines.add(line);
                line = word;
            } else {
                line = longer;
            }
        }
        lines.add(line);
        if (lines.size() > MOST_LINES) {
            lines.set(MOST_LINES - 1, lines.get(MOST_LINES - 1) + "…");
        }
        return lines.subList(0, Math.min(MOST_LINES, lines.size()));
    }

    void draw(double share, int[] pixels) {
        int from = top * width;
        for (int i = 0; i < letters.length; i++) {
            int dark = (int) ((shadow[i] & 0xff) * SHADOW * share);
            int light = (int) ((letters[i] & 0xff) * share);
            if ((dark | light) != 0) {
                pixels[from + i] = Colours.mix256(Colours.mix256(pixels[from + i], 0, dark), WHITE, light);
            }
        }
    }
}
