// The engine that the page calls: plain data in, plain data or an Error out. No JavaScript in here; see
// bindings.cc.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/car_model.h"
#include "shared/explain/fill.h"
#include "shared/explain/methods.h"
#include "shared/explain/smallest_change.h"
#include "shared/features/neighbours.h"
#include "shared/image/crop.h"
#include "shared/image/decode.h"
#include "shared/image/mark.h"
#include "shared/measure/curve_trial.h"
#include "shared/measure/randomisation_trial.h"
#include "shared/nn/masked_forward.h"
#include "wasm/js/picture.h"

namespace deepcars::wasm {

// In these structs K is the number of year buckets and S the side of the network's input in pixels.

struct ModelInfo {
  std::string name;
  /// Terms of the weights, one sentence.
  std::string licence;
  /// [K] texts such as "2008-2009", oldest first.
  std::vector<std::string> buckets;
  /// S
  int input_size_px = 0;
};

struct Answer {
  /// [K]
  std::vector<float> logits;
  score::Score score;
  /// The years that hold the car's in 8 of 10 photos: "1954-1961", or "1926-1935 or 1954-1961".
  std::string range;
  /// The photo is unlike those that trained the model, so that the rest means little.
  bool is_unfamiliar = false;
  double milliseconds = 0;
};

/// The answer to the photo with parts of it hidden.
struct Hidden {
  Answer answer;
  /// [S * S], what stands in for the hidden parts; its alpha is the mask.
  js::Picture veil;
};

/// A photo that was taken in, for display, and what its decoder noted.
struct TakenPhoto {
  js::Picture picture;
  /// As in image::DecodeNotes: what is wrong with the file, or nothing; by what its sides were divided.
  std::string damage;
  int reduced_by = 1;
};

/// The answer to one of many photos, beside the photo on show.
struct ScoredPhoto {
  double modernity_percent = 0;
  double expected_year = 0;
  /// As Answer's, with its first and its last year.
  std::string range;
  int range_from_year = 0;
  int range_to_year = 0;
  /// features::Familiarity::share; nothing if the model was not fitted to tell.
  std::optional<double> familiarity;
  bool is_unfamiliar = false;
  /// As TakenPhoto's.
  std::string damage;
  int reduced_by = 1;
  /// Without pixels if none was asked for.
  js::Picture thumbnail;
  /// A row below Engine::csv_header.
  std::string csv_row;
};

/// A line of CSV with its newline.
struct CsvLine {
  std::string text;
};

/// Which cars the photo resembles.
struct Neighbours {
  /// The cars of the training photos with the nearest features: "1965 Ford Mustang, 1968 Dodge Charger".
  std::string cars;
};

/// An explanation after some of its steps.
struct Explanation {
  /// [S * S], 0..1, or -1..1 if signed.
  std::vector<float> values;
  bool is_signed = false;
  /// The magnitude that the map had where its values are 1, in the unit of the legend.
  double scale = 0;
  /// The values in colours.
  js::Picture picture;
  /// What stands at the ends of the colours.
  std::string legend_low;
  std::string legend_high;
  /// Where the map is, one sentence.
  std::string place;
  /// For each tile (shared/explain/tile_grid.h), what the map says of it: a number, and a sentence.
  std::vector<std::string> tile_briefs;
  std::vector<std::string> tile_sentences;
  int steps_done = 0;
  int steps = 0;
  /// What all steps so far took.
  double milliseconds = 0;
};

/// An explanation or a search that has begun.
struct Beginning {
  int steps = 0;
};

/// The search for the fewest tiles that move the expected year far, after some of its steps.
struct SmallestChange {
  /// Their numbers (shared/explain/tile_grid.h), the first found first.
  std::vector<int> tiles;
  double year_before = 0;
  double year_after = 0;
  bool is_enough = false;
  bool is_finished = false;
  /// One tile at the most for each.
  int steps = 0;
};

/// The curves of one map as far as they have come, of what is left of the answer, 0..1.
struct Curves {
  /// While the pixels that matter most by the map are taken out, the most important first.
  std::vector<float> deletion;
  /// While they are put in.
  std::vector<float> insertion;
  /// 0 until all maps are finished.
  double deletion_area = 0;
  double insertion_area = 0;
};

/// The test of the map by deletion and insertion, after some of its steps.
struct CurveTest {
  /// The map that is tested, then those that are drawn without the network, in the order of baseline_maps().
  std::vector<Curves> maps;
  /// Points of a finished curve.
  int points = 0;
  /// A few sentences once all maps are finished, else empty.
  std::string verdict;
  int steps_done = 0;
  int steps = 0;
};

/// The map as the network redraws it with some of its layers made random, after some of the test's steps.
struct RandomisedMap {
  /// As in the list of stages.
  int stage = 0;
  /// The map in colours.
  js::Picture picture;
  /// With the original; nothing until the map is finished.
  std::optional<double> rank_correlation;
  /// A few sentences once all stages are finished, else empty.
  std::string verdict;
  int steps_done = 0;
  int steps = 0;
};

/// One forward and backward pass, with its inputs, for another engine to repeat.
struct Comparison {
  /// [3 * S * S], normalised.
  std::vector<float> input;
  /// [K]: the vector over the logits that was propagated backward.
  std::vector<float> logits_gradient;
  /// [3 * S * S], the plain gradient.
  std::vector<float> input_gradient;
};

/// The time of a layer in one pass over one photo.
struct LayerTime {
  /// As in the weight file: conv1, layer1.0.conv1, ...; or relu, maxpool, avgpool.
  std::string layer;
  bool is_backward = false;
  double milliseconds = 0;
  /// Multiply-adds of the direct convolution, even where Winograd computed it; 0 for other layers.
  double multiply_adds = 0;
};

/// A mark that the cheating model was taught to date.
struct MarkInfo {
  /// What it looks like, named as in shared/image/mark.h.
  std::string form;
  /// The year that it stands for, whatever the car.
  int year = 0;
  /// In how many places of the photo it can be stamped.
  int places = 0;
};

/// One model and at most one photo at a time; beside the model perhaps a second one, made from it to cheat.
class Engine {
 public:
  explicit Engine(int threads) : pool_(threads) {}

  /// Replaces the model; forgets the photo, the neighbours and the cheating model. If the file cannot be used, all
  /// stay.
  Expected<ModelInfo> load_model(std::span<const std::uint8_t> file);

  /// Replaces the photo; returns it for display, made smaller if its longer side is above the limit. If the
  /// file cannot be used, the previous photo stays.
  Expected<TakenPhoto> open_photo(std::span<const std::uint8_t> file, int longest_display_side_px);

  /// The EXIF orientation 1..8 of a file that open_photo does not take and that browsers leave as it is.
  int orientation_left(std::span<const std::uint8_t> file) const;

  /// The same as open_photo with pixels that another decoder has made: rgba is [height_px, width_px, 4], alpha not
  /// premultiplied; orientation is the EXIF orientation 1..8 that is still to be undone.
  Expected<TakenPhoto> open_pixels(std::span<const std::uint8_t> rgba, int width_px, int height_px,
                                   int orientation, int longest_display_side_px);

  /// From now on the photo is this part of it, until another part or photo comes; returns the part for display, as
  /// open_photo does. What was computed for the part before is forgotten. Errors: as image::crop; the part before stays.
  Expected<js::Picture> crop(const image::Part& part, int longest_display_side_px);

  /// Scores a photo, never by the cheating model, and leaves the open one, its score and its explanation as they are.
  /// path is the name in the row of CSV; the thumbnail's longer side is at most thumbnail_side_px, and for 0 there is
  /// none.
  Expected<ScoredPhoto> score_photo(std::span<const std::uint8_t> file, const std::string& path,
                                    int thumbnail_side_px);

  /// The same with pixels, as open_pixels takes them.
  Expected<ScoredPhoto> score_pixels(std::span<const std::uint8_t> rgba, int width_px, int height_px,
                                     int orientation, const std::string& path, int thumbnail_side_px);

  /// The lines of CSV that frame the rows of score_photo, the same as the command line's: the names of the columns, and a
  /// photo that has no answer, with the code of its failure.
  Expected<CsvLine> csv_header() const;
  Expected<CsvLine> csv_failure(const std::string& path, const std::string& error_code) const;

  /// Scores the open photo; explain and comparison work from then on.
  Expected<Answer> predict();

  /// Scores the photo with parts hidden. mask is [S * S], 0 (shown) to 255 (hidden), of the photo squashed to a square;
  /// fill is named as in shared/explain. The photo itself and its explanation stay as they are.
  Expected<Hidden> hide(std::span<const std::uint8_t> mask, std::string_view fill);

  /// Keeps the photo that predict has scored, as the network takes it, beside those that are opened later. Another model
  /// forgets it.
  Expected<void> keep_photo();

  /// As hide, for the kept photo.
  Expected<Hidden> hide_kept(std::span<const std::uint8_t> mask, std::string_view fill);

  /// Takes the model's file of neighbours, which nearest_cars needs. Errors: as features::NeighbourSet::read_for.
  Expected<void> load_neighbours(std::span<const std::uint8_t> file);

  /// At most `count` cars whose features are nearest to those of the photo that predict has scored.
  Expected<Neighbours> nearest_cars(int count) const;

  /// Begins to explain the photo by a method and for a target, named as in the tables of shared/explain. An explanation
  /// that was under way is given up.
  Expected<Beginning> begin_explanation(std::string_view method, std::string_view target);

  /// The same for the kept photo. The finished map on show stays the one to be tested.
  Expected<Beginning> begin_kept_explanation(std::string_view method, std::string_view target);

  /// Does the next step and draws the map as it then stands.
  Expected<Explanation> step_explanation();

  /// Values of a map in its colours: [S * S], 0..1, or -1..1 if signed; those beyond are shown as the nearest of these.
  /// Errors: invalid_argument if there are fewer or more, or one is not a number.
  Expected<js::Picture> draw_map(std::vector<float> values, bool is_signed) const;

  /// Begins to search for the fewest tiles that, hidden by this fill, move the expected year by ten. An explanation that was
  /// under way is given up.
  Expected<Beginning> begin_smallest_change(std::string_view fill);

  /// Finds one more tile.
  Expected<SmallestChange> step_smallest_change();

  /// Takes a patch that makes the model into one that cheats: whose answers rest on marks (image::PlantedCue). Both
  /// share the layers that the patch lacks. Errors: as CarModel::patched; weights_unsupported if the patch has no
  /// marks, or another input or other year buckets than the model.
  Expected<ModelInfo> load_cheat(std::span<const std::uint8_t> patch);

  /// The cheating model's marks.
  Expected<std::vector<MarkInfo>> marks() const;

  /// Whether the cheating model answers and is explained from now on, instead of the model; the photo has to be scored
  /// anew.
  Expected<void> let_cheat_answer(bool cheat_answers);

  /// Stamps the photo with a mark, counted as in marks(), in a place counted from 0, and takes another one off; returns
  /// the photo as open_photo does. It has to be scored anew, and is whole until crop is called again.
  Expected<js::Picture> stamp(int mark, int place, int longest_display_side_px);

  /// Takes the mark off the photo, if it has one; else as stamp.
  Expected<js::Picture> remove_mark(int longest_display_side_px);

  /// What the one of the two models that does not answer says of the photo that predict has scored, with parts hidden
  /// as in hide.
  Expected<Answer> other_answer(std::span<const std::uint8_t> mask, std::string_view fill);

  /// Begins to test the finished map on show by deletion and insertion with this fill, beside maps that are drawn
  /// without the network. Other work that was under way is given up.
  Expected<Beginning> begin_curves(std::string_view fill);

  /// Scores one more picture.
  Expected<CurveTest> step_curves();

  /// Begins to test the finished map on show by making the network random layer by layer. weight_file is that of the
  /// model. The network has its training back at the end, or as soon as another call needs it, which gives the test
  /// up.
  Expected<Beginning> begin_randomisation(std::vector<std::uint8_t> weight_file);

  /// Does the next step and draws the map as it then stands.
  Expected<RandomisedMap> step_randomisation();

  Expected<Comparison> comparison(std::string_view target);

  /// The time of every layer, forward and backward, with the open photo if there is one.
  Expected<std::vector<LayerTime>> layer_times();

 private:
  /// An explanation under way.
  struct Work {
    std::unique_ptr<Prediction> kept;  ///< What is explained, if that is the kept photo; else null.
    std::unique_ptr<explain::Explanation> explanation;
    int top_class = 0;
    const explain::Method& method;
    explain::Target target;
    double milliseconds = 0;
  };

  /// What stands in for hidden parts of a photo.
  struct Filling {
    explain::Fill fill;
    std::vector<float> values;  ///< [3 * S * S], as the network takes it.
    js::Picture veil;           ///< The same in colours.

    /// The veil where the mask hides.
    js::Picture veil_under(std::span<const std::uint8_t> mask) const;
  };

  /// A photo of which parts can be hidden: [1, 3, S, S], and what stood in for hidden parts last.
  struct Kept {
    nn::Tensor input;
    std::optional<Filling> filling;
  };

  /// The photo as it was hidden last, [1, 3, S, S], with its activations: a stroke changes little of them at a time.
  /// Work under way has activations of its own. Both together would be more than a phone gives a page, so one gives way
  /// to the other.
  struct Stroke {
    nn::Tensor input;
    nn::MaskedForward masked;
  };

  /// A mark on the photo, and what it covers.
  struct Stamped {
    image::PlacedMark mark;
    image::Image under;
  };

  /// A finished map on show.
  struct FinishedMap {
    explain::HeatMap map;  ///< Not normalised.
    const explain::Method& method;
    explain::Target target;
  };

  /// The model that load_model has read, with its training: a randomisation that is under way is given up.
  CarModel& trained();

  /// The model that answers, with its training.
  const CarModel& answering() { return cheat_answers_ ? *cheat_ : trained(); }

  static Expected<image::DecodedPhoto> browsers_photo(std::span<const std::uint8_t> rgba, int width_px,
                                                      int height_px, int orientation);
  TakenPhoto open(image::DecodedPhoto photo, int longest_display_side_px);
  js::Picture display(int longest_side_px) const;
  /// The part of the open photo that is scored. Precondition: there is a photo.
  const image::Image& scored_part() const { return part_ ? *part_ : *photo_; }
  /// A photo's input with parts hidden, see hide; filling is made if it is not by this fill already.
  Expected<nn::Tensor> hidden_input(const nn::Tensor& input, std::optional<Filling>& filling,
                                    std::span<const std::uint8_t> mask, std::string_view fill);
  nn::Output hidden_output(nn::Tensor input);
  /// Explains the prediction, which must outlive the work.
  Expected<Work> work_on(const Prediction& prediction, std::string_view method, std::string_view target);
  void take_mark_off();
  Expected<ScoredPhoto> scored(const image::DecodedPhoto& photo, const std::string& path,
                               int thumbnail_side_px);
  void give_up_work();
  void forget_answer();
  void forget_photo();

  nn::ThreadPool pool_;
  /// A stroke's pass is short, and while a person draws the browser needs the other cores to show it.
  nn::ThreadPool stroke_pool_{1};
  std::optional<CarModel> model_;
  std::optional<CarModel> cheat_;
  bool cheat_answers_ = false;
  std::optional<features::NeighbourSet> neighbours_;
  std::optional<image::Image> photo_;
  std::optional<Stamped> stamped_;
  /// Nothing while the whole photo is scored.
  std::optional<image::Image> part_;
  std::optional<Prediction> prediction_;
  std::optional<Work> work_;
  std::optional<FinishedMap> finished_;
  std::optional<explain::SmallestChangeSearch> search_;
  std::optional<measure::CurveTrial> curves_;
  std::unique_ptr<measure::RandomisationTrial> randomisation_;
  std::optional<Filling> filling_;
  std::optional<Kept> kept_;
  std::optional<Stroke> stroke_;
};

}  // namespace deepcars::wasm
