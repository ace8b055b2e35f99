// Writes what the corpora began with: make_seeds FOLDER makes FOLDER/<target>/ with small files of every kind that the
// target reads. Those of pth come from tests/import/write_pth.py and write_checkpoints.py (README.md).
#include <png.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/features/neighbours.h"
#include "shared/weights/metadata.h"
#include "shared/weights/model_file.h"
#include "shared/weights/safetensors.h"
#include "tests/data/mat_writer.h"
#include "tests/image/icc_profiles.h"
#include "tests/image/jpeg_encoder.h"
#include "tests/image/jpeg_samples.h"
#include "tests/image/png_files.h"

using namespace deepcars;
namespace fs = std::filesystem;

namespace {

using image::Bytes;

void write(const fs::path& path, std::span<const std::uint8_t> bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void write(const fs::path& path, std::string_view text) {
  write(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void write_jpegs(const fs::path& folder) {
  const image::Image picture = image::random_picture(21, 18, 3);
  const std::vector<std::pair<std::string, image::JpegKind>> kinds = {
      {"fine", {.sampling = {1, 1}}},
      {"wide", {.sampling = {2, 1}, .restart_rows = 1}},
      {"usual", {.quality = 40}},
      {"grey", {.grey = true}},
      {"progressive", {.quality = 60, .progressive = true}},
      {"arithmetic", {.arithmetic = true}},
      {"arithmetic_progressive", {.progressive = true, .arithmetic = true}},
      {"optimised", {.optimised = true}},
      {"separate", {.separate = true}},
      {"motion", {.own_tables = false}}};
  for (const auto& [name, kind] : kinds) write(folder / (name + ".jpg"), image::encode_jpeg(picture, kind));
  const Bytes plain = image::encode_jpeg(picture, {.quality = 30});
  write(folder / "turned.jpg", image::with_exif_orientation(plain, 6, true));
  write(folder / "mirrored.jpg", image::with_exif_orientation(plain, 7, false, 4));
  write(folder / "wide_gamut.jpg",
        image::with_icc_profile(plain, image::profile(image::display_p3, image::srgb_curve())));
  write(folder / "adobe_rgb.jpg",
        image::with_icc_profile(plain, image::profile(image::adobe_rgb, image::gamma_curve(2.2))));
  write(folder / "samples_rgb.jpg", image::samples::progressive_rgb);
  write(folder / "samples_grey.jpg", image::samples::baseline_grey);
  write(folder / "samples_cmyk.jpg", image::samples::baseline_cmyk);
}

/// A WebP and a TIFF without pixels, of which only the notes are read.
void write_notes(const fs::path& folder) {
  const auto text_of = [](const Bytes& bytes) { return std::string(bytes.begin(), bytes.end()); };
  const std::string icc = text_of(image::profile(image::display_p3, image::srgb_curve()));
  const std::string exif = text_of(image::exif_block(6, true));
  write(folder / "notes.webp",
        image::riff_chunk("RIFF", "WEBP" + image::riff_chunk("ICCP", icc) + image::riff_chunk("EXIF", exif)));
  // A directory of one entry: the profile, behind it.
  write(folder / "notes.tif", std::string("II*\0\10\0\0\0\1\0\x73\x87\7\0", 14) +
                                  image::little_endian(icc.size(), 4) + image::little_endian(26, 4) +
                                  image::little_endian(0, 4) + icc);
}

struct PngKind {
  std::string name;
  int color_type, bits;
  bool interlaced = false;
  bool transparent = false;  ///< With a tRNS chunk.
};

/// A PNG of noise by libpng.
Bytes encode_png(const PngKind& kind) {
  constexpr unsigned width = 11, height = 7, seed = 5;
  Bytes file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &file,
      [](png_structp writer, png_bytep data, std::size_t size) {
        auto* bytes = static_cast<Bytes*>(png_get_io_ptr(writer));
        bytes->insert(bytes->end(), data, data + size);
      },
      nullptr);
  png_set_IHDR(png, info, width, height, kind.bits, kind.color_type,
               kind.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_color palette[4] = {{200, 40, 30}, {30, 60, 200}, {255, 255, 255}, {0, 0, 0}};
  const int colors = kind.bits == 1 ? 2 : 4;
  if (kind.color_type == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, palette, colors);
  png_byte alphas[2] = {0, 128};
  png_color_16 colour = {.index = 0, .red = 1, .green = 2, .blue = 3, .gray = 1};
  if (kind.transparent) png_set_tRNS(png, info, alphas, 2, &colour);
  png_write_info(png, info);
  // Rows as they lie in the file; a palette's indices stay within it.
  const Bytes noise = image::random_picture(100, 10, seed).rgb;
  std::vector<Bytes> rows(height, Bytes(png_get_rowbytes(png, info)));
  std::vector<png_bytep> pointers;
  for (unsigned y = 0; y < height; ++y) {
    for (std::size_t i = 0; i < rows[y].size(); ++i) {
      const bool is_index = kind.color_type == PNG_COLOR_TYPE_PALETTE && kind.bits > 2;
      rows[y][i] = is_index ? noise[y * 100 + i] & 0x03 : noise[y * 100 + i];
    }
    pointers.push_back(rows[y].data());
  }
  png_write_image(png, pointers.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return file;
}

void write_pngs(const fs::path& folder) {
  const std::vector<PngKind> kinds = {{"grey1", PNG_COLOR_TYPE_GRAY, 1, true},
                                      {"grey2", PNG_COLOR_TYPE_GRAY, 2},
                                      {"grey4", PNG_COLOR_TYPE_GRAY, 4, true},
                                      {"grey8", PNG_COLOR_TYPE_GRAY, 8},
                                      {"grey16", PNG_COLOR_TYPE_GRAY, 16, false, true},
                                      {"palette1", PNG_COLOR_TYPE_PALETTE, 1},
                                      {"palette2", PNG_COLOR_TYPE_PALETTE, 2, true, true},
                                      {"palette4", PNG_COLOR_TYPE_PALETTE, 4},
                                      {"palette8", PNG_COLOR_TYPE_PALETTE, 8, false, true},
                                      {"rgb8", PNG_COLOR_TYPE_RGB, 8, false, true},
                                      {"rgb16", PNG_COLOR_TYPE_RGB, 16, true},
                                      {"rgba8", PNG_COLOR_TYPE_RGB_ALPHA, 8, true},
                                      {"rgba16", PNG_COLOR_TYPE_RGB_ALPHA, 16},
                                      {"greya8", PNG_COLOR_TYPE_GRAY_ALPHA, 8},
                                      {"greya16", PNG_COLOR_TYPE_GRAY_ALPHA, 16, true}};
  for (const PngKind& kind : kinds) write(folder / (kind.name + ".png"), encode_png(kind));
  const Bytes plain = encode_png(kinds.back());
  write(folder / "turned.png",
        image::with_chunk(plain, image::png_header_bytes, "eXIf", image::exif_block(5, true)));
}

void write_gifs(const fs::path& folder) {
  using namespace std::string_literals;
  // A colour table of two, 1 x 1 pixel; the same with a transparent colour, interlaced and twice.
  const std::string head = "GIF89a\1\0\1\0\x80\0\0\xff\0\0\0\0\xff"s, frame = "\2\2\x44\1\0"s;
  const std::string plain = ",\0\0\0\0\1\0\1\0\0"s + frame,
                    odd = "!\xf9\4\1\0\0\1\0,\0\0\0\0\1\0\1\0\x40"s + frame;
  write(folder / "plain.gif", head + plain + ";");
  write(folder / "two.gif", head + odd + plain + ";");
}

void write_images(const fs::path& folder) {
  for (const char* target : {"image", "opencv"}) {
    write_jpegs(folder / target);
    write_pngs(folder / target);
  }
  write(folder / "image" / "apple.png", image::apples_png({30, 20, 10, 255, 0, 50, 100, 128}));
  write_gifs(folder / "image");
  write_notes(folder / "image");
}

void write_weights(const fs::path& folder) {
  const auto buckets = score::YearBuckets::uniform(2000, 2005, 2).value();
  weights::ModelMetadata model = {.model_name = "seed",
                                  .licence = "none needed",
                                  .input = {.size_px = 64},
                                  .year_buckets = buckets,
                                  .class_years = weights::centre_years(buckets),
                                  .temperature = 1.5};
  write(folder / "plain.json", weights::metadata_to_json(model));
  const weights::Tensors tensors = {{"a.weight", {{2, 3}, {1, 2, 3, -4, 5, 6}}}, {"b", {{2}, {0.5f, -1}}}};
  model.planted_cue = {.copies = 1, .marks = {{.mark = {}, .year = 2001}}};
  model.id = "id";
  model.training = {{"epochs", 3}, {"sources", {"a", "b"}}};
  const std::string metadata = weights::metadata_to_json(model);
  write(folder / "cue.json", metadata);
  for (const auto storage : {weights::Storage::fp32, weights::Storage::fp16, weights::Storage::int8}) {
    const std::string name = std::string(weights::name(storage)) + ".safetensors";
    write(folder / name, *weights::serialize_safetensors(tensors, {{"deepcars", metadata}}, storage));
    write(folder / ("patch_" + name),
          *weights::serialize_safetensors({{"fc.bias", {{3}, {0, 1, 2}}}},
                                          {{weights::metadata_key, metadata}, {weights::patch_key, "id"}},
                                          storage));
  }
  write(folder / "neighbours.safetensors",
        *features::NeighbourSet::create("id", {std::vector<float>(512, 0.04f)}, std::vector<float>(512, 0),
                                        std::vector<std::vector<float>>{std::vector<float>(512, 0.04f)},
                                        {{.year = 2001, .make = "Audi", .model = "TT"}})
             .write());
}

void write_tables(const fs::path& folder) {
  write(folder / "index.csv",
        "path,year,make,model,split_group,source,split,viewpoint,phash,from_year,to_year\n"
        "a.jpg,2001,Audi,TT,audi|tt,cars,train,0,0123456789abcdef,,\n"
        "\"b, c.jpg\",1998,\"Citro\xc3\xabn\",2CV,,,test,180,,1990,2005\n");
  write(folder / "plain.csv", "path,year\r\nfile:///p/a%20b.jpg,2015.0\r\nC:\\photos\\a.jpg,1990s\r\n");
  write(folder / "excel.csv", "sep=;\npath;year;make\n\" a.jpg \";12.03.2004;Opel\n");
  write(folder / "tabs.csv", "\xef\xbb\xbfyear\tpath\n2010-2012\ta.jpg\n2003-04-05\t\"b\"\"c\"\n");
  write(folder / "bars.csv", "path|year|YEAR\na|1999|2000\n");
  std::string utf16 = "\xff\xfe";
  for (const char letter : std::string("path,year\na.jpg,2001\n")) utf16 += {letter, '\0'};
  write(folder / "utf16.csv", utf16);
}

void write_mats(const fs::path& folder) {
  testing::MatVariables cars = {
      .cells = {{"class_names", {"Audi TT Hatchback 2011", "Opel GT 1970"}},
                {"make_names", {"Audi", "Opel"}},
                {"model_names", {"TT", "GT"}}},
      .structs = {{"annotations",
                   {{.texts = {{"relative_im_path", "car_ims/1.jpg"}, {"fname", "1.jpg"}},
                     .numbers = {{"class", 1}, {"bbox_x1", 3}}},
                    {.texts = {{"relative_im_path", "car_ims/2.jpg"}, {"fname", "2.jpg"}},
                     .numbers = {{"class", 2}, {"bbox_x1", 4}}}}}}};
  for (const bool compressed : {false, true})
    testing::write_mat(folder / (compressed ? "compressed.mat" : "plain.mat"), cars, compressed);
  cars.structs.clear();
  testing::write_mat(folder / "cells.mat", cars, false);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: make_seeds FOLDER\n", stderr);
    return 2;
  }
  const fs::path folder = argv[1];
  write_images(folder);
  write_weights(folder / "safetensors");
  write_tables(folder / "csv");
  write_mats(folder / "mat");
  return 0;
}
