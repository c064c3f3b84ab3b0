package dev.atelier.engine.video;

/** Frames, one after the other. Used by one thread. */
interface Film {
    int width();

    int height();

    int frames();

    /** A frame, packed {@code 0xRRGGBB} row by row, into an array the next frame may be drawn into again. */
    void draw(int frame, int[] pixels);
}
