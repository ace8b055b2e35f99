// Files are named by their first bytes.
#include "shared/image/file_format.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/image/image_files.h"

namespace deepcars::image {
namespace {

using namespace std::string_view_literals;

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

/// The first box of an ISO base media file; the first brand is the major one.
Bytes with_brands(std::initializer_list<std::string_view> brands) {
  std::string text = std::string("\0\0\0", 3) + static_cast<char>(12 + 4 * brands.size()) + "ftyp";
  text += *brands.begin();
  text += std::string(4, '\0');
  for (auto brand = brands.begin() + 1; brand != brands.end(); ++brand) text += *brand;
  return bytes(text + "mdat");
}

void expect_message(const Bytes& file, std::string_view part, std::string_view hint) {
  const Error error = undecodable(file);
  EXPECT_EQ(error.code, ErrorCode::not_an_image);
  EXPECT_NE(error.message.find(part), std::string::npos) << error.message;
  EXPECT_EQ(error.hint, hint);
}

TEST(FileFormat, PicturesAreNamed) {
  constexpr auto hint = "export it as JPEG and try again"sv;
  expect_message(with_brands({"heic", "mif1", "heic"}),
                 "a HEIC picture (it begins with \"....ftypheic\"), which cannot be decoded here", hint);
  expect_message(with_brands({"mif1", "avif", "heic"}), "an AVIF picture", hint);
  expect_message(with_brands({"crx ", "isom"}), "a raw picture", hint);
  expect_message(bytes("GIF89a......"), "a GIF picture", hint);
  expect_message(bytes("RIFF\x10\0\0\0WEBPVP8 "sv), "a WebP picture", hint);
  expect_message(bytes("II*\0\x08\0\0\0"sv), "a TIFF or raw picture (it begins with 49 49 2a 00 08 00 00 00)",
                 hint);
  expect_message(bytes("\0\0\0\x0cJXL \r\n\x87\n"sv), "a JPEG XL picture", hint);
  expect_message(bytes("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
                 "an SVG picture", hint);
}

TEST(FileFormat, WhatIsNoPictureIsCalledWhatItIs) {
  constexpr auto choose = "choose a JPEG or PNG file, or save the picture as one"sv;
  expect_message(with_brands({"isom", "mp41"}), "a video", "save a still of it as JPEG and try again");
  expect_message(bytes("%PDF-1.7"), "a PDF document (it begins with \"%PDF-1.7\"), not a picture",
                 "save the photo in it as JPEG and try again");
  expect_message(bytes(" <!DOCTYPE html><html>"), "a web page", "save the photo in it as JPEG and try again");
  expect_message(bytes("Dear car, how old"),
                 "no picture that is known here (it begins with \"Dear car, ho\")", choose);
  expect_message({}, "the file is empty", choose);
}

TEST(FileFormat, TheFormatsThatAreDecodedAreKnown) {
  EXPECT_EQ(file_format(encode_png(gradient_picture(2, 2))).format, FileFormat::png);
  EXPECT_EQ(file_format(encode_jpeg(gradient_picture(2, 2))).format, FileFormat::jpeg);
  EXPECT_EQ(file_format(with_brands({"heic"})).format, FileFormat::heic);
  EXPECT_EQ(file_format(bytes("BM\x46\0\0\0\0\0\0\0"sv)).format, FileFormat::bmp);
  EXPECT_EQ(file_format(bytes("BMW 2002")).format, FileFormat::other);
}

}  // namespace
}  // namespace deepcars::image
