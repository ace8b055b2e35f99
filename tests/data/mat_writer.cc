#include "tests/data/mat_writer.h"

#include <matio.h>

#include <filesystem>
#include <stdexcept>

namespace deepcars::testing {
namespace {

matvar_t* text_array(std::string text) {
  std::size_t dims[2] = {1, text.size()};
  return Mat_VarCreate(nullptr, MAT_C_CHAR, MAT_T_UTF8, 2, dims, text.data(), 0);
}

matvar_t* number_array(int number) {
  std::size_t dims[2] = {1, 1};
  auto byte = static_cast<unsigned char>(number);
  return Mat_VarCreate(nullptr, MAT_C_UINT8, MAT_T_UINT8, 2, dims, &byte, 0);
}

matvar_t* cell_array(const std::string& name, const std::vector<std::string>& texts) {
  std::size_t dims[2] = {1, texts.size()};
  matvar_t* cells = Mat_VarCreate(name.c_str(), MAT_C_CELL, MAT_T_CELL, 2, dims, nullptr, 0);
  for (std::size_t i = 0; i < texts.size(); ++i)
    Mat_VarSetCell(cells, static_cast<int>(i), text_array(texts[i]));
  return cells;
}

matvar_t* struct_array(const std::string& name, const std::vector<MatRow>& rows) {
  std::vector<const char*> fields;
  for (const auto& [field, text] : rows.at(0).texts) fields.push_back(field.c_str());
  for (const auto& [field, number] : rows.at(0).numbers) fields.push_back(field.c_str());
  std::size_t dims[2] = {1, rows.size()};
  matvar_t* array =
      Mat_VarCreateStruct(name.c_str(), 2, dims, fields.data(), static_cast<unsigned>(fields.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const auto& [field, text] : rows[i].texts) {
      Mat_VarSetStructFieldByName(array, field.c_str(), i, text_array(text));
    }
    for (const auto& [field, number] : rows[i].numbers) {
      Mat_VarSetStructFieldByName(array, field.c_str(), i, number_array(number));
    }
  }
  return array;
}

}  // namespace

void write_mat(const std::string& path, const MatVariables& variables, bool compressed) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  mat_t* file = Mat_CreateVer(path.c_str(), nullptr, MAT_FT_MAT5);
  if (!file) throw std::runtime_error(path + " cannot be written");
  const auto write = [&](matvar_t* variable) {
    Mat_VarWrite(file, variable, compressed ? MAT_COMPRESSION_ZLIB : MAT_COMPRESSION_NONE);
    Mat_VarFree(variable);
  };
  for (const auto& [name, texts] : variables.cells) write(cell_array(name, texts));
  for (const auto& [name, rows] : variables.structs) write(struct_array(name, rows));
  Mat_Close(file);
}

}  // namespace deepcars::testing
